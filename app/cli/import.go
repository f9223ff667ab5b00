package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"offprint/models"
	"offprint/models/formats/json"
)

// maxImport bounds what is taken from the standard input, which is kept in a
// file while it is read more than once.
const maxImport = 4 << 30

// importJSON is what an import did, as --json writes it; keys are only ever
// added.
type importJSON struct {
	DryRun       bool              `json:"dry_run,omitempty"`
	Step         int64             `json:"step,omitempty"`
	Papers       int               `json:"papers"`
	New          int               `json:"new"`
	Kept         int               `json:"kept"`
	Notes        int               `json:"notes"`
	Tags         int               `json:"tags"`
	Tagged       int               `json:"tagged"`
	SmartLists   int               `json:"smart_lists"`
	Rules        int               `json:"rules"`
	Names        int               `json:"names"`
	CitationKeys int               `json:"citation_keys"`
	Unknown      []string          `json:"unknown,omitempty"`
	Differing    int               `json:"differing"`
	Differences  []importDifferent `json:"differences,omitempty"`
}

type importDifferent struct {
	ID    string `json:"id,omitempty"`
	Title string `json:"title,omitempty"`
	Text  string `json:"text"`
}

func runImport(ctx context.Context, c *call) error {
	name := c.args[0]
	from, done, err := c.openImport(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	file, err := json.Open(from)
	if err != nil {
		return err
	}
	how := models.Importing{Name: filepath.Base(name), DryRun: c.has("dry-run")}
	if name == "-" {
		how.Name = "the standard input"
	}
	line := statusLine{w: c.env.Stderr, on: c.env.StderrTTY}
	shown := -1
	how.OnPaper = func(done, of int) {
		if percent := done * 100 / max(of, 1); percent != shown {
			shown = percent
			line.show(fmt.Sprintf("%d of %s", done, count(of, "paper", "papers")))
		}
	}
	report, err := c.session.Library.Import(ctx, file, how)
	line.clear()
	if err != nil {
		return err
	}
	if c.has("json") {
		return c.writeJSON(asImportJSON(report))
	}
	for _, d := range report.Differences {
		fmt.Fprintf(c.out, "%s\n", plain(oneLine(d.String())))
	}
	for _, sentence := range report.Sentences() {
		fmt.Fprintf(c.out, "%s\n", plain(sentence))
	}
	return nil
}

func asImportJSON(r models.ImportReport) importJSON {
	out := importJSON{
		DryRun: r.DryRun, Step: r.Step.ID, Papers: r.Papers, New: r.New, Kept: r.Kept, Notes: r.Notes, Tags: r.Tags, Tagged: r.Tagged,
		SmartLists: r.SmartLists, Rules: r.Rules, Names: r.Names, CitationKeys: r.CitationKeys, Unknown: r.Unknown, Differing: r.Differing,
	}
	for _, d := range r.Differences {
		about := d
		about.ArxivID, about.Title = "", ""
		out.Differences = append(out.Differences, importDifferent{d.ArxivID, d.Title, about.String()})
	}
	return out
}

// openImport opens a file, or keeps the standard input in one, because it is read
// more than once.
func (c *call) openImport(ctx context.Context, name string) (from io.ReadSeeker, done func(), err error) {
	fail := func(format string, cause error) error {
		return &models.Error{Code: models.Unusable, Message: fmt.Sprintf(format, rootOf(cause)), Err: cause}
	}
	if name != "-" {
		file, err := os.Open(name)
		if err == nil {
			var info os.FileInfo
			if info, err = file.Stat(); err == nil && !info.Mode().IsRegular() {
				err = errors.New("it is no file")
			}
			if err != nil {
				_ = file.Close()
			}
		}
		if err != nil {
			return nil, nil, &models.Error{Code: models.NotFound, Message: fmt.Sprintf("The file %s cannot be read: %v. Nothing was imported.", name, rootOf(err)), Err: err}
		}
		return file, func() { _ = file.Close() }, nil
	}
	// what is no JSON at all is not kept first
	input := bufio.NewReader(c.env.Stdin)
	begins, err := input.Peek(1)
	if err == nil && begins[0] != '{' && begins[0] != ' ' && begins[0] != '\n' && begins[0] != '\xef' {
		return nil, nil, &models.Error{Code: models.Invalid, Message: "Nothing was imported: the standard input is neither a library of Offprint in JSON nor JSON Lines with a paper in each."}
	}
	kept, err := os.CreateTemp("", "offprint-import-*")
	if err != nil {
		return nil, nil, fail("There is no place to keep the standard input in: %v. Nothing was imported.", err)
	}
	done = func() {
		_ = kept.Close()
		_ = os.Remove(kept.Name())
	}
	n, err := io.Copy(kept, io.LimitReader(reading{ctx, input}, maxImport+1))
	if err == nil && n > maxImport {
		err = errors.New("it is longer than 4 GiB")
	}
	if err == nil {
		_, err = kept.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, nil, fail("The standard input cannot be read: %v. Nothing was imported.", err)
	}
	return kept, done, nil
}

// reading is a reader that ends with a context.
type reading struct {
	ctx  context.Context
	from io.Reader
}

func (r reading) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(b)
}
