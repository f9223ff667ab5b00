package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/formats"
)

const exportHelp = `Without ID and --query it is the whole reading list; ID may be any paper that is
kept offline, as in 2309.12288 or a link to it. Abstracts, notes, tags, and what
else you made of a paper (state, star, rating, why and when it was kept) are
written where the format has a place for them: the --no flags leave them out.

json and jsonl write everything that is kept, to come back by “offprint import”:
without ID and --query the whole library, papers outside the reading list too;
json also its tags with their colors, smart lists, rules and corrected names.
History, recent searches and thumbnails are not in it. Two exports of one library
are the same bytes.

A file is read back before it takes its place: it is replaced whole, by all that
was asked for, or left as it was. Without --output the papers go to the standard
output.`

func formatNames() []string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return append(names, vaultFormat)
}

func copyNames() []string {
	var names []string
	for _, f := range export.Copies() {
		names = append(names, f.Name)
	}
	return names
}

func checkExport(c *call) error {
	format := c.last("format")
	switch {
	case format == "":
		return misusef("Something is missing. Write: %s. Known formats: %s.", c.command.synopsis(), strings.Join(formatNames(), ", "))
	case !slices.Contains(formatNames(), format):
		return misusef("There is no format “%s”.%s Known: %s.", format, meant(format, "", formatNames()), strings.Join(formatNames(), ", "))
	case c.has("flat") && format != "csv":
		return misusef("--flat is for the format csv: it writes the lines of a note in one.")
	case c.has("ascii") && format != "bibtex":
		return misusef("--ascii is for the format bibtex: it writes accents as commands of LaTeX.")
	case c.wholeLibrary() && (c.has("no-abstracts") || c.has("no-notes") || c.has("no-tags") || c.has("no-marks")):
		return misusef("Without ID and --query %s is the whole library, with everything in it. Name papers, or leave the --no flags out.", format)
	case len(c.args) > 0 && c.has("query"):
		return misusef("Papers are named by ID or found by --query, not both.")
	case c.has("json") && !c.toFile() && !c.has("dry-run"):
		return misusef("--json reports on a file; name one by --output FILE.")
	}
	for _, arg := range c.args {
		if _, ok := Identifier(arg); !ok {
			return misusef("“%s” is no arXiv identifier. Write one as in 2309.12288, or a query behind --query.", arg)
		}
	}
	if err := c.checkVault(); err != nil {
		return err
	}
	return c.checkIDs(len(c.args))
}

// toFile says whether an export goes to a file.
func (c *call) toFile() bool { return c.last("output") != "" && c.last("output") != "-" }

// exportJSON is what became of an export, as --json writes it; keys are only ever
// added.
type exportJSON struct {
	Format   string `json:"format"`
	Papers   int    `json:"papers"`
	Written  int    `json:"written"`
	ReadBack int    `json:"read_back"`
	Output   string `json:"output"`
	DryRun   bool   `json:"dry_run,omitempty"`
}

// wholeLibrary says whether an export is of everything, to come back by an
// import.
func (c *call) wholeLibrary() bool {
	format, _ := export.Find(c.last("format"))
	return format.WriteKept != nil && len(c.args) == 0 && c.last("query") == ""
}

// leaving are the papers that an export is of.
func (c *call) leaving(ctx context.Context) ([]int64, error) {
	if c.wholeLibrary() {
		return c.session.Library.PaperKeys(ctx)
	}
	if len(c.args) > 0 {
		return c.session.Library.Lookup(ctx, c.args)
	}
	return c.session.Library.Find(ctx, models.View{Place: models.KeptPlace, Query: c.last("query")})
}

func runExport(ctx context.Context, c *call) error {
	format, _ := export.Find(c.last("format")) // checkExport has seen to it
	everything := c.wholeLibrary()
	papers, err := c.leaving(ctx)
	if err != nil {
		return err
	}
	if len(papers) == 0 && !everything {
		c.say("Nothing in the reading list matches, so nothing was written.")
		return nil
	}
	options := formats.Options{
		Abstracts: !c.has("no-abstracts"), Notes: !c.has("no-notes"), Tags: !c.has("no-tags"), Marks: !c.has("no-marks"), ASCII: c.has("ascii"), Flat: c.has("flat"), At: c.env.Now(),
	}
	if c.isVault() {
		return c.exportVault(ctx, papers, options)
	}
	if c.has("dry-run") {
		return c.wouldExport(ctx, format, papers)
	}
	job := export.Export{Library: c.session.Library, Format: format, Papers: papers, Everything: everything, Options: options}
	if !c.toFile() {
		_, err := job.To(ctx, c.out)
		return err
	}
	file := c.last("output")
	report, err := job.ToFile(ctx, file)
	if err != nil {
		return err
	}
	if c.has("json") {
		return c.writeJSON(exportJSON{Format: format.Name, Papers: len(papers), Written: report.Written, ReadBack: report.ReadBack, Output: file})
	}
	c.say("Wrote %s to %s: written %d of %d, read back %d of %d.", count(report.Written, "paper", "papers"), file, report.Written, len(papers), report.ReadBack, len(papers))
	return nil
}

// wouldExport says what an export would write, and writes nothing: no citation
// key is given either.
func (c *call) wouldExport(ctx context.Context, format export.Format, papers []int64) error {
	output, becomes := "-", "the standard output"
	if c.toFile() {
		output = c.last("output")
		info, err := os.Stat(output)
		folder, missing := os.Stat(filepath.Dir(output))
		switch {
		case err == nil && info.IsDir():
			return &models.Error{Code: models.Unusable, Message: fmt.Sprintf("%s is a folder; name a file.", output)}
		case err == nil && !export.Replaceable(info):
			return &models.Error{Code: models.Unusable, Message: fmt.Sprintf("%s is no file that can be replaced. Name another one.", output)}
		case err == nil:
			becomes = output + ", which would be replaced"
		case missing != nil || !folder.IsDir():
			return &models.Error{Code: models.Unusable, Message: fmt.Sprintf("There is no folder %s.", filepath.Dir(output)), Err: missing}
		default:
			becomes = output + ", a new file"
		}
	}
	if c.has("json") {
		return c.writeJSON(exportJSON{Format: format.Name, Papers: len(papers), Output: output, DryRun: true})
	}
	fmt.Fprintf(c.out, "Would write %s as %s to %s:\n", count(len(papers), "paper", "papers"), format.Label, plain(becomes))
	for p, err := range c.session.Library.Whole(ctx, papers) {
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, plain(strings.TrimSpace(p.ArxivID+"  "+oneLine(p.Title))))
	}
	return nil
}
