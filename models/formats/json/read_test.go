package json_test

import (
	"bytes"
	"context"
	std "encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"offprint/models"
	"offprint/models/formats"
	"offprint/models/formats/json"
)

// ofLibrary is a library in JSON with papers and other members.
func ofLibrary(papers, more string) string {
	return `{"format":"offprint-library","version":1,"papers":[` + papers + `]` + more + `}`
}

func TestBadInputIsNamedAndCostsNothing(t *testing.T) {
	const ok = `{"id":"2611.00001","title":"One"}`
	l := newLibrary(t)
	before := l.export()
	many := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	for name, c := range map[string]struct {
		text string
		code models.Code
		says []string
	}{
		"nothing":                {"", models.Invalid, []string{"the file is empty"}},
		"white space":            {" \n\n", models.Invalid, []string{"the file is empty"}},
		"another format":         {"@misc{a}", models.Invalid, []string{"neither a library"}},
		"an array":               {"[" + ok + "]", models.Invalid, []string{"neither a library"}},
		"another library":        {`{"format":"other","version":1,"papers":[]}`, models.Invalid, []string{"of the format “other”"}},
		"a newer version":        {`{"format":"offprint-library","version":2,"papers":[{"id":5}]}`, models.TooNew, []string{"newer version of Offprint", "its format is 2", "update"}},
		"version 0":              {`{"format":"offprint-library","version":0,"papers":[]}`, models.Invalid, []string{"no version 0"}},
		"no version":             {`{"format":"offprint-library","papers":[]}`, models.Invalid, []string{"no “version”"}},
		"no papers":              {`{"format":"offprint-library","version":1}`, models.Invalid, []string{"no “papers”"}},
		"papers twice":           {ofLibrary(ok, `,"papers":[]`), models.Invalid, []string{"“papers” is there twice"}},
		"papers no list":         {`{"format":"offprint-library","version":1,"papers":{}}`, models.Invalid, []string{"no list"}},
		"something behind":       {ofLibrary(ok, "") + "x", models.Invalid, []string{"behind the end"}},
		"no paper":               {ofLibrary(ok+",7", ""), models.Invalid, []string{"paper 2 is a number where an object belongs"}},
		"a text for a number":    {ofLibrary(ok+`,{"id":"2611.00002","upvotes":"7"}`, ""), models.Invalid, []string{"in paper 2 (2611.00002) “upvotes” is string where a whole number belongs"}},
		"a number for a text":    {ok + "\n" + `{"id":2611.00010}`, models.Invalid, []string{"in line 2", "“id” is number", "a text belongs"}},
		"no time":                {ofLibrary(`{"id":"2611.00001","state":"done","kept_at":"yesterday"}`, ""), models.Invalid, []string{"2611.00001", "“kept_at” is \"yesterday\"", "a time as in"}},
		"no time in a note":      {ok + "\n" + `{"id":"2611.00002","notes":[{"text":"x","created_at":5}]}`, models.Invalid, []string{"line 2 (2611.00002)", "“created_at” is 5"}},
		"a broken line":          {ok + "\n\n{\"id\":\"26", models.Damaged, []string{"line 3", "cut short"}},
		"a line that is none":    {ok + "\nx", models.Invalid, []string{"line 2 is no JSON"}},
		"two in a line":          {ok + ok, models.Invalid, []string{"line 1", "behind"}},
		"one identifier twice":   {ofLibrary(ok+","+ok, ""), models.Invalid, []string{"paper 1 and paper 2 both have the identifier 2611.00001"}},
		"one DOI twice":          {`{"title":"A","doi":"10.1/a"}` + "\n" + `{"title":"B","doi":"10.1/a"}`, models.Invalid, []string{"line 1 and line 2 both have the doi 10.1/a"}},
		"one DOI in two cases":   {`{"title":"A","doi":"10.1/a"}` + "\n" + `{"id":"2611.00001","doi":"10.1/A"}`, models.Invalid, []string{"line 1 and line 2 both have the doi 10.1/A"}},
		"and the other way":      {`{"id":"2611.00001","doi":"10.1/A"}` + "\n" + `{"title":"A","doi":"10.1/a"}`, models.Invalid, []string{"line 1 and line 2 both have the doi 10.1/a"}},
		"one work twice":         {`{"title":"A","authors":["B"]}` + "\n" + `{"title":"A","authors":["B"]}`, models.Invalid, []string{"line 1 and line 2 both have the title A"}},
		"one key twice":          {`{"id":"2611.00001","citation_key":"a1"}` + "\n" + `{"id":"2611.00002","citation_key":"A1"}`, models.Invalid, []string{"line 1 and line 2 both have the citation key a1"}},
		"not UTF-8":              {ok + "\n{\"id\":\"2611.00002\",\"title\":\"\xff\"}", models.Invalid, []string{"in line 2", "UTF-8"}},
		"not UTF-8 in a library": {ofLibrary(ok+",\n{\"id\":\"2611.00002\",\"title\":\"\xc3\"}", ""), models.Invalid, []string{"in line 2", "UTF-8"}},
		"no identifier":          {`{"notes":[{"text":"x"}]}`, models.Invalid, []string{"line 1 has no “id”"}},
		"another identifier":     {`{"id":"../../etc"}`, models.Invalid, []string{"no arXiv identifier"}},
		"a version":              {`{"id":"2611.00001v2"}`, models.Invalid, []string{"no arXiv identifier without a version"}},
		"a state":                {`{"id":"2611.00001","state":"lost"}`, models.Invalid, []string{"line 1 (2611.00001) has the state “lost”; there are toread"}},
		"a rating":               {`{"id":"2611.00001","state":"done","rating":9}`, models.Invalid, []string{"the rating 9"}},
		"a place far away":       {ok + "\n" + `{"id":"2611.00002","state":"done","position":-1e308}`, models.Invalid, []string{"line 2 (2611.00002) has -1e+308 under “position”"}},
		"a list far away":        {ofLibrary("", `,"smart_lists":[{"name":"a","query":"b","position":1e16}]`), models.Invalid, []string{"the smart list “a” has 1e+16 under “position”"}},
		"a rating of nothing":    {`{"id":"2611.00001","rating":3}`, models.Invalid, []string{"“rating”, but no “state”"}},
		"a long reason":          {`{"id":"2611.00001","state":"done","why":"` + strings.Repeat("x", 501) + `"}`, models.Invalid, []string{"500 characters"}},
		"a tag of nothing":       {`{"id":"2611.00001","tags":["\u202e\u0000"]}`, models.Invalid, []string{"a tag that cannot be one"}},
		"a long tag":             {`{"id":"2611.00001","tags":["` + strings.Repeat("x", 81) + `"]}`, models.Invalid, []string{"a tag that cannot be one"}},
		"an empty note":          {`{"id":"2611.00001","notes":[{"text":" "}]}`, models.Invalid, []string{"note 1 of line 1 (2611.00001) has no text"}},
		"a long note":            {`{"id":"2611.00001","notes":[{"text":"` + strings.Repeat("x", 16<<20+1) + `"}]}`, models.Invalid, []string{"16 million"}},
		"a long title":           {`{"id":"2611.00001","title":"` + strings.Repeat("x", 20_000) + `"}`, models.Invalid, []string{"20000 bytes under “title”"}},
		"many authors":           {`{"id":"2611.00001","authors":` + many(20_001, `"A"`) + `}`, models.Invalid, []string{"20001 texts under “authors”"}},
		"a day":                  {`{"id":"2611.00001","published":"2026-13-01"}`, models.Invalid, []string{"“2026-13-01” under “published”"}},
		"a list":                 {`{"id":"2611.00001","listings":[{"kind":"day","key":"../x","rank":0}]}`, models.Invalid, []string{"a list that is none"}},
		"a rank":                 {`{"id":"2611.00001","listings":[{"kind":"day","key":"2026-11-01","rank":-1}]}`, models.Invalid, []string{"a “rank” from 0"}},
		"upvotes below nothing":  {`{"id":"2611.00001","upvotes":-1}`, models.Invalid, []string{"has -1 under “upvotes”"}},
		"a citation key":         {`{"id":"2611.00001","citation_key":"a}b"}`, models.Invalid, []string{"“a}b” under “citation_key”"}},
		"an identifier":          {`{"id":"2611.00001","identifiers":[{"kind":"isbn","value":"1"}]}`, models.Invalid, []string{"an identifier that is none"}},
		"a tag twice":            {ofLibrary("", `,"tags":[{"name":"a"},{"name":"A"}]`), models.Invalid, []string{"the tag “A” is there twice"}},
		"a tag's color":          {ofLibrary("", `,"tags":[{"name":"a","color":"url(x)"}]`), models.Invalid, []string{"the color “url(x)”"}},
		"a tag's key":            {ofLibrary("", `,"tags":[{"name":"a","key":10}]`), models.Invalid, []string{"the key 10"}},
		"two tags on a key":      {ofLibrary("", `,"tags":[{"name":"a","key":1},{"name":"b","key":1}]`), models.Invalid, []string{"two tags have the key 1"}},
		"a smart list":           {ofLibrary("", `,"smart_lists":[{"name":" ","query":"x"}]`), models.Invalid, []string{"smart list 1"}},
		"a query":                {ofLibrary("", `,"smart_lists":[{"name":"a","query":" "}]`), models.Invalid, []string{"“a” has a query without a word"}},
		"a rule":                 {ofLibrary("", `,"rules":[{"kind":"word","text":"a","effect":"delete"}]`), models.Invalid, []string{"rule 1"}},
		"a name":                 {ofLibrary("", `,"names":[{"name":"A B","family":"B","literal":"A B"}]`), models.Invalid, []string{"name 1"}},
		"a day's list":           {ofLibrary("", `,"lists":[{"kind":"day","key":"today"}]`), models.Invalid, []string{"list 1"}},
		"a check sum":            {ofLibrary(ok, `,"sha256":"00"`), models.Damaged, []string{"not as it was written"}},
		"behind the check sum":   {ofLibrary(ok, `,"sha256":"00","tags":[]`), models.Damaged, []string{"not as it was written"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, dry := range []bool{true, false} {
				_, err := l.take(c.text, models.Importing{DryRun: dry})
				var said *models.Error
				if !errors.As(err, &said) || models.CodeOf(err) != c.code {
					t.Fatalf("error %v, want code %d", err, c.code)
				}
				for _, word := range append(c.says, "Nothing was imported") {
					if !strings.Contains(said.Message, word) {
						t.Errorf("the message %q does not say %q", said.Message, word)
					}
				}
			}
			sameText(t, l.export(), before)
		})
	}
}

// A file that is cut anywhere, or of which any byte is another, is refused.
func TestEveryCutAndEveryChangeIsNoticed(t *testing.T) {
	source := madeUp(t)
	text := source.export()
	for at := 0; at < len(text)-1; at += 97 {
		if _, err := json.ReadBack(strings.NewReader(text[:at])); err == nil {
			t.Errorf("cut at %d of %d it is taken", at, len(text))
		}
		changed := []byte(text)
		changed[at] ^= 1
		if ids, err := json.ReadBack(bytes.NewReader(changed)); err == nil {
			t.Errorf("changed at %d it is taken with %v", at, ids)
		}
	}
}

func TestWhatIsNotKnownIsLeftOutAndSaid(t *testing.T) {
	l := newLibrary(t)
	report := l.mustTake("\uFEFF" + ofLibrary(`{"id":"2611.00001","title":"One","mood":{"a":[1]}},{"title":"Two","doi":"10.1/x","notes":[{"text":"x","ink":"red"}]}`, `,"shelves":[{"a":"b"}]`))
	if got := strings.Join(report.Unknown, " "); got != "mood ink shelves" || report.New != 2 || report.Notes != 1 {
		t.Errorf("unknown %q, report %+v", got, report)
	}
}

// Hostile values do nothing: links that do not lead to the web are left out,
// characters that cannot be seen are, too.
func TestHostileValuesAreLeftOut(t *testing.T) {
	l := newLibrary(t)
	report := l.mustTake(`{"id":"2611.00001","title":"A\u0007\nB","github":"javascript:alert(1)","project":"https://u:p@a.example/","thumbnail":"file:///etc/passwd",` +
		`"media":["data:x","https://a.example/m.mp4"],"authors":["Ann\nOde",""],"tags":["a\u202eb"],"notes":[{"text":"a\u0000b\r\nc"}]}`)
	p, err := l.Paper(t.Context(), "2611.00001")
	if err != nil {
		t.Fatal(err)
	}
	if p.GitHub != "" || p.Project != "" || p.Thumbnail != "" || len(p.Media) != 1 || report.Differing != 4 {
		t.Errorf("links of %+v; %v", p, report.Differences)
	}
	if p.Title != "A  B" || len(p.Authors) != 1 || p.Authors[0] != "Ann Ode" || p.Tags[0].Name != "ab" || p.Notes[0].Text != "ab\nc" {
		t.Errorf("texts of %+v", p)
	}
}

// Two papers of a file can be one here, by another identifier: then neither
// comes.
func TestTwoPapersThatAreOneHere(t *testing.T) {
	l := madeUp(t)
	before := l.export()
	text := `{"id":"2611.00010","title":"A","notes":[{"text":"x"}]}` + "\n" + `{"title":"B","doi":"10.48550/arXiv.2611.00010"}`
	for _, dry := range []bool{true, false} {
		_, err := l.take(text, models.Importing{DryRun: dry})
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "line 1 and line 2 (“B”) are one paper in the library") {
			t.Errorf("error %v", err)
		}
		sameText(t, l.export(), before)
	}
}

// What the commands write comes in, too.
func TestTheFormOfTheCommandsComesIn(t *testing.T) {
	l := newLibrary(t)
	line := `{"id":"2611.00001","title":"One","days":["2026-11-03","2026-11-05"],"upvotes":3,"comments":0,"state":"done","starred":true,"kept_at":"2026-11-05T08:00:00+02:00",` +
		`"tags":["a"],"notes":[{"id":7,"text":"x","created_at":"2026-11-05T08:00:00Z","updated_at":"2026-11-06T08:00:00Z"}],"citation_key":"a2026one","url":"https://huggingface.co/papers/2611.00001"}` + "\n"
	if report := l.mustTake(line); len(report.Unknown) > 0 || report.Notes != 1 {
		t.Errorf("report %+v", report)
	}
	if again := l.mustTake(line); again.Step.ID != 0 {
		t.Errorf("again it brings %+v", again)
	}
	p, err := l.Paper(t.Context(), "2611.00001")
	if err != nil || p.ListDay != "2026-11-05" || !p.Entry.Starred || p.Entry.State != models.Done || p.Entry.KeptAt.Format("15:04Z07:00") != "06:00Z" {
		t.Errorf("paper %+v, %v", p, err)
	}
}

// endless is a file without an end, of one value.
type endless struct {
	begin string
	begun bool
}

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	if !e.begun {
		e.begun = true
		return copy(b, e.begin), nil
	}
	return len(b), nil
}

func (e *endless) Seek(int64, int) (int64, error) { e.begun = false; return 0, nil }

func TestAnEndlessValueIsRefused(t *testing.T) {
	json.LimitItems(t, 4<<20)
	for _, begin := range []string{`{"format":"`, `{"id":"`} {
		file, err := json.Open(&endless{begin: begin})
		if err != nil {
			t.Fatal(err)
		}
		_, err = file.Read(t.Context(), func(*models.Record) error { return nil })
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "larger than 4 MB") {
			t.Errorf("error %v", err)
		}
	}
}

func TestOptionsLeaveOut(t *testing.T) {
	l := madeUp(t)
	keys, err := l.PaperKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bare := l.write(json.WriteLibrary, formats.Options{}, keys, true)
	for _, word := range []string{`"abstract"`, `"notes"`, `"tags":["`, `"state"`, `"why"`, `"position"`, `"seen_at"`, `"dismissed"`, `"query"`, `"effect"`, `"looked_at"`, "Mine", "Survey"} {
		if strings.Contains(bare, word) {
			t.Errorf("without anything it has %s", word)
		}
	}
	some := l.write(json.WriteLibrary, formats.All(), keys[:1], false)
	for word, want := range map[string]bool{"2611.00010": true, "2611.00011": false, `"ml/vision"`: true, "Lovelace": true, `"literal":"Bo Ree"`: false, `"query"`: false, `"read_at"`: false} {
		if strings.Contains(some, word) != want {
			t.Errorf("one paper has %s: %v", word, !want)
		}
	}
	if _, err := newLibrary(t).take(bare, models.Importing{}); err != nil {
		t.Error(err)
	}
	fresh := newLibrary(t)
	fresh.mustTake(some)
	if list, err := fresh.List(t.Context(), models.DayList, "2026-11-20"); err != nil || !list.ReadAt.IsZero() || list.Papers != 1 {
		t.Errorf("a list of which only one paper came counts as read: %+v, %v", list, err)
	}
}

// FuzzRead holds that no file breaks the reading, and that what is taken comes
// back as it was taken.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "{", `{"id":"2611.00001"}`, ofLibrary(`{"id":"2611.00001","title":"\ud800"}`, ""), ofLibrary("", `,"tags":[{"name":"a","key":1}],"sha256":""`),
		ofLibrary(`{"id":"2611.00001","state":"done","position":1e15,"kept_at":"2026-11-05T08:00:00.1234567+01:00","notes":[{"text":"x"}]}`, ""),
		ofLibrary("", `,"lists":[{"kind":"day","key":"2026-11-01","read_at":"2026-11-05T08:00:00Z"}],"names":[{"name":"a","literal":"b"}],"rules":[{"kind":"word","text":"a","effect":"mute"}]`),
		`{"id":"hep-th/9901001","listings":[{"kind":"week","key":"2026-W48","rank":0}],"identifiers":[{"kind":"old","value":"a/1"}]}` + "\n{}\n\n[]",
		"\uFEFF{\"papers\":[null,{\"id\":null}],\"version\":1.0,\"format\":\"offprint-library\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := json.Open(bytes.NewReader(text))
		var said *models.Error
		if err != nil {
			if !errors.As(err, &said) {
				t.Fatalf("no sentence in %v", err)
			}
			return
		}
		var first []string
		_, err = file.Read(context.Background(), func(r *models.Record) error {
			var out bytes.Buffer
			if err := json.WriteLines(&out, models.Belongings{}, func(yield func(*models.Record, error) bool) { yield(r, nil) }, formats.All()); err != nil {
				return err
			}
			first = append(first, out.String())
			return nil
		})
		var kind *std.UnsupportedValueError
		if err != nil && !errors.As(err, &said) && !errors.As(err, &kind) && !strings.Contains(err.Error(), "year outside") {
			t.Fatalf("no sentence in %v", err)
		}
		for _, line := range first {
			file, err := json.Open(strings.NewReader(line))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.Read(context.Background(), func(r *models.Record) error {
				var out bytes.Buffer
				if err := json.WriteLines(&out, models.Belongings{}, func(yield func(*models.Record, error) bool) { yield(r, nil) }, formats.All()); err != nil {
					return err
				}
				if out.String() != line {
					return fmt.Errorf("%q is read and written as %q", line, out.String())
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
