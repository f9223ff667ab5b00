package session_test

import (
	"bytes"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// full differs from the default in every field.
var full = session.Session{
	Width: 1200, Height: 800, PlacesWidth: 180, ListWidth: 444.5, NotesHeight: 300,
	Place: "tag", Day: "2026-03-02", Tag: "agents & <tools>", Smart: "to read soon", Query: `unlearning "reversal curse" -survey`,
	Sort: "upvotes", Paper: "2309.12288", Theme: "dark", Preview: false,
	TextSize: 150, Scale: 125, Language: "zh-Hans", RefreshMinutes: 30, Notify: true, CacheMiB: 256, Started: true,
	Export: session.Export{Format: "bibtex", Papers: "kept", File: "/home/user/refs.bib", Folder: "/home/user/vault", ASCII: true, Titles: true}, Copy: "apa",
}

func TestASessionComesBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "not made yet", "session.json")
	store := open(t, file)
	if got := store.Session(); got != session.Default() {
		t.Errorf("a first start: got %+v", got)
	}
	store.Update(func(s *session.Session) { *s = full })
	if got := store.Session(); got != full {
		t.Errorf("after Update: got %+v", got)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if got := session.Load(file); got != full {
		t.Errorf("loaded again: got %+v, want %+v", got, full)
	}
}

func TestAChangeSurvivesAKill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "session.json")
		store := open(t, file)
		defer store.Close()
		for _, day := range []string{"2026-03-02", "2026-03-03", "2026-03-04"} {
			store.Update(func(s *session.Session) { s.Day = day })
		}
		time.Sleep(time.Second)
		synctest.Wait()
		// Nothing was closed: this is what a killed window leaves behind.
		if got := session.Load(file).Day; got != "2026-03-04" {
			t.Errorf("one second after the change the file holds the day %q", got)
		}
	})
}

func TestABurstIsFewWritesAndItsLastChangeStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "session.json")
		store := open(t, file)
		defer store.Close()

		var contents []string // of the file, each time that it changed
		look := func() {
			synctest.Wait()
			data, err := os.ReadFile(file)
			if err == nil && (len(contents) == 0 || contents[len(contents)-1] != string(data)) {
				contents = append(contents, string(data))
			}
		}
		// A divider is dragged for two seconds at sixty frames a second.
		start := time.Now()
		for width := float32(300); time.Since(start) < 2*time.Second; width++ {
			store.Update(func(s *session.Session) { s.ListWidth = width })
			look()
			time.Sleep(16 * time.Millisecond)
		}
		if got := len(contents); got < 2 || got > 5 {
			t.Errorf("%d writes in two seconds, want one each half second", got)
		}
		time.Sleep(time.Second)
		look()
		if got, want := session.Load(file), store.Session(); got != want {
			t.Errorf("the file holds %+v, the window %+v", got, want)
		}
	})
}

func TestUpdateOfNothingWritesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "session.json")
	store := open(t, file)
	store.Update(func(*session.Session) {})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("nothing was changed, and yet there is a file (%v)", err)
	}
}

func TestCloseWritesAtOnceAndOnlyWhatIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "session.json")
		store := open(t, file)
		store.Update(func(s *session.Session) { s.Tag = "first" })
		synctest.Wait()
		store.Update(func(s *session.Session) { s.Tag = "last" })
		start := time.Now()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := session.Load(file).Tag; got != "last" || time.Since(start) > 0 {
			t.Errorf("after %v the file holds the tag %q", time.Since(start), got)
		}

		store = open(t, file)
		store.Update(func(s *session.Session) { s.Tag = "written" })
		time.Sleep(time.Second)
		synctest.Wait()
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Errorf("what was written before was written again (%v)", err)
		}
	})
}

func TestAfterCloseNothingIsWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "session.json")
	store := open(t, file)
	store.Update(func(s *session.Session) { s.Tag = "kept" })
	for range 2 {
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	store.Update(func(s *session.Session) { s.Tag = "too late" })
	if got := session.Load(file).Tag; got != "kept" {
		t.Errorf("the file holds the tag %q", got)
	}
}

func TestADamagedFileIsKeptAside(t *testing.T) {
	for name, content := range map[string]string{
		"empty":          "",
		"cut off":        `{"width": 1200, "hei`,
		"not JSON":       "\x00\x01\x02",
		"of other types": `{"width": "wide"}`,
		"a list":         `[1200, 800]`,
		"followed":       `{"width": 1200} {"width": 1300}`,
		"far too long":   `{"tag": "` + strings.Repeat("x", 2<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "session.json")
			write(t, file, content)
			if got := session.Load(file); got != session.Default() {
				t.Errorf("got %+v, want the default", got)
			}
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("the damaged file is still in its place (%v)", err)
			}
			if kept, err := os.ReadFile(file + ".bad"); err != nil || string(kept) != content {
				t.Errorf("kept aside: %d bytes, %v; want the %d bytes that were there", len(kept), err, len(content))
			}
		})
	}
}

func TestNonsenseBecomesTheDefaultAndTheRestStays(t *testing.T) {
	dflt := session.Default()
	for _, tt := range []struct {
		json string
		want func(*session.Session)
	}{
		{`{"width": 399}`, func(*session.Session) {}},
		{`{"width": 400}`, func(s *session.Session) { s.Width = 400 }},
		{`{"width": 10000}`, func(s *session.Session) { s.Width = 10000 }},
		{`{"width": 10001, "height": 600}`, func(s *session.Session) { s.Height = 600 }},
		{`{"height": -900, "list_width": 100000, "places_width": 3}`, func(*session.Session) {}},
		{`{"places_width": 120, "notes_height": 0}`, func(s *session.Session) { s.PlacesWidth = 120 }},
		{`{"theme": "pink", "day": "yester\nday", "sort": "upvotes"}`, func(s *session.Session) { s.Sort = "upvotes" }},
		{`{"refresh_minutes": -5}`, func(*session.Session) {}},
		{`{"text_size": 79, "scale": 301, "cache_mib": 7, "language": "xx"}`, func(*session.Session) {}},
		{`{"text_size": 201, "scale": 49, "cache_mib": 8193}`, func(*session.Session) {}},
		{`{"text_size": 200, "scale": 50, "cache_mib": 8, "language": "en", "started": true}`, func(s *session.Session) {
			s.TextSize, s.Scale, s.CacheMiB, s.Language, s.Started = 200, 50, 8, "en", true
		}},
		{`{"copy": "a\nb", "export": {"format": "ris", "file": "a\u0000b", "notes": false, "marks": true}}`, func(s *session.Session) { s.Export.Format, s.Export.Notes = "ris", false }},
		{`{"tag": "two\nlines", "query": "tag:agents"}`, func(s *session.Session) { s.Query = "tag:agents" }},
		{`{"paper": "` + strings.Repeat("9", 500) + `"}`, func(*session.Session) {}},
		{`{"preview": false, "of a later version": true}`, func(s *session.Session) { s.Preview = false }},
		{`null`, func(*session.Session) {}},
	} {
		file := filepath.Join(t.TempDir(), "session.json")
		write(t, file, tt.json)
		want := dflt
		tt.want(&want)
		if got := session.Load(file); got != want {
			t.Errorf("%.60s: got %+v, want %+v", tt.json, got, want)
		}
	}
}

func TestUpdateKeepsWhatWasWhenTheNewIsNonsense(t *testing.T) {
	file := filepath.Join(t.TempDir(), "session.json")
	store := open(t, file)
	store.Update(func(s *session.Session) { *s = full })
	store.Update(func(s *session.Session) {
		s.Width, s.Height = float32(math.NaN()), float32(math.Inf(1))
		s.ListWidth, s.Theme, s.Tag = 0, "pink", "agents"
		s.TextSize, s.Scale, s.CacheMiB, s.Language = 0, 1000, -1, "Klingon"
	})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	want := full
	want.Tag = "agents"
	if got := session.Load(file); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAFailedWriteIsToldAndMadeGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "state")
		write(t, folder, "a file where the folder belongs")
		file := filepath.Join(folder, "session.json")
		var logged bytes.Buffer
		store := session.Open(file, slog.New(slog.NewTextHandler(&logged, nil)))
		store.Update(func(s *session.Session) { s.Tag = "agents" })
		time.Sleep(time.Second)
		synctest.Wait()
		if got := logged.String(); !strings.Contains(got, "session.json") {
			t.Errorf("logged %q", got)
		}
		if err := os.Remove(folder); err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := session.Load(file).Tag; got != "agents" {
			t.Errorf("after the folder was free again the file holds the tag %q", got)
		}
	})
}

func TestCloseSaysThatTheLastChangeIsLost(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	write(t, folder, "a file where the folder belongs")
	store := open(t, filepath.Join(folder, "session.json"))
	store.Update(func(s *session.Session) { s.Tag = "agents" })
	if err := store.Close(); err == nil || !strings.Contains(err.Error(), "session.json") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `null`, `{"width": 1e39}`, `{"width": -0}`, `{"day": "2026-03-02", "theme": "dark"}`, `{"tag": "\ud800"}`,
		`{"Width": 500, "WIDTH": 600}`, `{"preview": "yes"}`, "{\"tag\": \"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "session.json")
		write(t, file, string(data))
		first := session.Load(file)
		if !(first.Width >= 400 && first.Width <= 10000 && first.Height >= 400 && first.Height <= 10000) {
			t.Fatalf("a window of %v by %v", first.Width, first.Height)
		}
		store := open(t, file)
		store.Update(func(s *session.Session) { s.Preview = !s.Preview })
		want := store.Session()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := session.Load(file); got != want {
			t.Fatalf("saved %+v, loaded %+v", want, got)
		}
	})
}

func open(t *testing.T, file string) *session.Store {
	t.Helper()
	return session.Open(file, slog.New(slog.DiscardHandler))
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
