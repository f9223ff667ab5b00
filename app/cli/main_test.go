package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/cli"
	"offprint/app/home"
	"offprint/app/refresh"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// shell is a reader at a terminal: a folder with a library, and a source.
type shell struct {
	t      *testing.T
	folder string
	server *feedtest.Server
	token  string // HF_TOKEN
	// endpoint is HF_ENDPOINT; the server's address unless set.
	endpoint string
	waited   atomic.Int64 // nanoseconds
	// archive is arXiv; nil for none.
	archive refresh.Archive
	// opened is how many libraries were opened.
	opened int
	// env is handed to each command with Stdout, Stderr and Open filled in.
	env cli.Env
	log bytes.Buffer
}

func newShell(t *testing.T) *shell {
	t.Helper()
	server, err := feedtest.Start(days())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &shell{t: t, folder: t.TempDir(), server: server, endpoint: server.URL}
}

// newSynced is a shell whose library has the list of 2026-03-04.
func newSynced(t *testing.T) *shell {
	t.Helper()
	s := newShell(t)
	s.want(cli.OK, "sync", "--day", "2026-03-04")
	return s
}

func days() fs.FS {
	paper := func(id, title, authors string, upvotes int, more string) string {
		return fmt.Sprintf(`{"paper":{"id":%q,"title":%q,"summary":"An abstract of %s.\n\nIts second paragraph speaks of reversal.","authors":[%s],`+
			`"publishedAt":"2026-02-27T00:00:00.000Z","submittedOnDailyAt":"2026-03-04T01:00:00.000Z","upvotes":%d%s},"numComments":1}`, id, title, title, authors, upvotes, more)
	}
	ann, bo := `{"name":"Ann Ode"}`, `{"name":"Ann Ode"},{"name":"Bo Ree"}`
	other := strings.ReplaceAll(paper("2603.00009", "An Earlier One", ann, 1, ""), "2026-03-04", "2026-03-02")
	return fstest.MapFS{
		"2026-03-02.json": {Data: []byte("[" + other + "]")},
		"2026-03-03.json": {Data: []byte("[]")},
		"2026-03-04.json": {Data: []byte("[" + strings.Join([]string{
			paper("2603.00001", "On Unlearning in Large Models, Written With a Title That Goes On and On", bo, 120,
				`,"githubRepo":"https://github.com/o/r","githubStars":12,"projectPage":"https://o.example/","ai_summary":"A machine says so.","ai_keywords":["one","two"],"organization":{"name":"orgo","fullname":"The Org"}`),
			paper("2603.00002", "Two Kinds of Agents", ann, 7, ""),
			paper("2603.00003", "Surveys", ann, 3, ""),
		}, ",") + "]")},
	}
}

func (s *shell) open(ctx context.Context, homeFlag string, anew bool) (*cli.Session, error) {
	if homeFlag == "" {
		homeFlag = s.folder
	}
	folders, err := home.Find(homeFlag, func(string) string { return "" }, runtime.GOOS)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	library, err := folders.OpenLibrary(ctx, anew, models.Options{Origin: models.ByCommand, Now: s.now, Log: log})
	if err != nil {
		return nil, err
	}
	s.opened++
	var client *feed.Client
	return &cli.Session{
		Library: library, Log: log, LogFile: folders.Log(),
		Refresh: func() (*refresh.Refresher, error) {
			var err error
			wait := func(ctx context.Context, d time.Duration) error {
				s.waited.Add(int64(d))
				return ctx.Err()
			}
			client, err = feed.New(feed.Config{Endpoint: s.endpoint, Token: s.token, Now: s.now, Wait: wait})
			if err != nil {
				return nil, err
			}
			options := []refresh.Option{refresh.Clock(s.now, wait)}
			if s.archive != nil {
				options = append(options, refresh.WithArchive(s.archive))
			}
			return refresh.New(client, library, options...), nil
		},
		Close: func() error {
			if client != nil {
				client.Close()
			}
			return library.Close()
		},
	}, nil
}

func (s *shell) find(homeFlag string) (*cli.Place, error) {
	if homeFlag == "" {
		homeFlag = s.folder
	}
	folders, err := home.Find(homeFlag, func(string) string { return "" }, runtime.GOOS)
	if err != nil {
		return nil, err
	}
	return &cli.Place{
		Library: folders.Library, Backups: folders.Backups, Log: slog.New(slog.NewTextHandler(&s.log, nil)), LogFile: folders.Log(),
		Close: func() error { return nil },
	}, nil
}

// now is noon, and what was waited since.
func (s *shell) now() time.Time { return noon.Add(time.Duration(s.waited.Load())) }

// run runs a command and gives its code and what it wrote.
func (s *shell) run(args ...string) (code int, stdout, stderr string) {
	s.t.Helper()
	return s.runContext(s.t.Context(), args...)
}

func (s *shell) runContext(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	s.t.Helper()
	var out, errs bytes.Buffer
	env := s.env
	if env.Stdout == nil {
		env.Stdout = &out
	}
	env.Stderr, env.Open, env.Find, env.Now, env.Version = &errs, s.open, s.find, s.now, "1.2.3"
	if env.Stdin == nil {
		env.Stdin = strings.NewReader("")
	}
	code = cli.Run(ctx, args, env)
	return code, out.String(), errs.String()
}

// want runs a command that must end with code and gives what it wrote to
// Stdout. Without trouble nothing is on Stderr that is called an error, and with
// trouble one sentence is.
func (s *shell) want(code int, args ...string) string {
	s.t.Helper()
	got, stdout, stderr := s.run(args...)
	if got != code {
		s.t.Fatalf("%q: code %d, want %d; stdout %q, stderr %q", args, got, code, stdout, stderr)
	}
	if trouble := strings.HasPrefix(stderr, "offprint: ") && strings.Count(stderr, "offprint: ") == 1; trouble != (code != cli.OK) {
		s.t.Fatalf("%q: code %d and stderr %q", args, code, stderr)
	}
	return stdout
}

// wantSays is want, and Stderr must hold each of words.
func (s *shell) wantSays(code int, args []string, words ...string) {
	s.t.Helper()
	got, stdout, stderr := s.run(args...)
	if got != code {
		s.t.Fatalf("%q: code %d, want %d; stdout %q, stderr %q", args, got, code, stdout, stderr)
	}
	for _, word := range words {
		if !strings.Contains(stderr, word) {
			s.t.Errorf("%q: stderr does not say %q:\n%s", args, word, stderr)
		}
	}
}

// window is a second handle on the library, as the window has.
func (s *shell) window() *models.Library {
	s.t.Helper()
	library, err := models.Open(s.t.Context(), filepath.Join(s.folder, "offprint.db"), models.Options{Origin: models.ByWindow, Now: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := library.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return library
}

func (s *shell) paper(library *models.Library, id string) *models.Paper {
	s.t.Helper()
	p, err := library.Paper(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// failing is an output that fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

var _ io.Writer = failing{}
