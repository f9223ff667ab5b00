package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"offprint/app/export"
	"offprint/models"
	"offprint/models/citation"
)

const citeHelp = `It prints the citations, as BibTeX or as --as says. A paper that is cited has its
citation key for good; --key gives it another one, which texts that cite it have
to follow.

--name says how the name of an author, as papers have it, is taken apart, and
with --family, --given, --particle and --suffix, or with --whole for a team,
corrects that for all papers that have it; --reset takes the correction back:
  offprint cite --name "Luc Van Gool" --particle Van --family Gool --given Luc`

// partFlags are the flags that say how a name is taken apart.
func partFlags() []string { return []string{"family", "given", "particle", "suffix"} }

func checkCite(c *call) error {
	correcting := slices.ContainsFunc(append(partFlags(), "whole", "reset"), c.has)
	form := c.last("as")
	switch {
	case c.has("name") && (len(c.args) > 0 || c.has("key") || form != ""):
		return misusef("--name is about the name on all papers; it goes with no ID, --key or --as.")
	case correcting && !c.has("name"):
		return misusef("Name whose name it is by --name, as papers have it. Write: %s", c.command.synopsis())
	case c.has("name"):
		return c.checkParts()
	case len(c.args) == 0:
		return misusef("Something is missing. Write: %s", c.command.synopsis())
	case c.has("key") && len(c.args) > 1:
		return misusef("A citation key belongs to one paper; name one.")
	case c.has("key") && form != "":
		return misusef("Either change the key by --key, or print citations by --as.")
	case form != "" && !slices.Contains(copyNames(), form):
		return misusef("There is no form “%s”.%s Known: %s.", form, meant(form, "", copyNames()), strings.Join(copyNames(), ", "))
	}
	return c.checkIDs(len(c.args))
}

// checkParts sees that a name is either corrected or let be, in one way.
func (c *call) checkParts() error {
	parts := slices.ContainsFunc(partFlags(), c.has)
	switch {
	case c.has("reset") && (parts || c.has("whole")):
		return misusef("--reset takes the correction back; it goes with no parts.")
	case c.has("whole") && parts:
		return misusef("A name is either --whole or has parts.")
	case parts && !c.has("family"):
		return misusef("A name in parts has a family name: --family NAME.")
	}
	return nil
}

func runCite(ctx context.Context, c *call) error {
	switch {
	case c.has("name"):
		return c.citeName(ctx)
	case c.has("key"):
		papers, err := c.session.Library.Lookup(ctx, c.args)
		if err != nil {
			return err
		}
		step, err := c.session.Library.SetCitationKey(ctx, papers[0], c.last("key"))
		if err != nil {
			return err
		}
		return c.done(step)
	}
	papers, err := c.session.Library.Lookup(ctx, c.args)
	if err != nil {
		return err
	}
	if err := c.session.Library.GiveCitationKeys(ctx, papers); err != nil {
		return err
	}
	form, known := export.FindCopy(c.last("as"))
	if !known {
		form, _ = export.FindCopy("bibtex")
	}
	if c.has("json") {
		return c.citeJSON(ctx, form, papers)
	}
	text, err := form.Text(c.session.Library.Whole(ctx, papers))
	if err != nil {
		return err
	}
	fmt.Fprint(c.out, plainLines(text))
	return nil
}

// citeJSON writes a line for each paper. Keys are only ever added.
func (c *call) citeJSON(ctx context.Context, form export.Copy, papers []int64) error {
	for i := range papers {
		var line struct {
			ID   string `json:"id"`
			Key  string `json:"citation_key"`
			As   string `json:"as"`
			Text string `json:"text"`
		}
		line.As = form.Name
		for p, err := range c.session.Library.Whole(ctx, papers[i:i+1]) {
			if err != nil {
				return err
			}
			line.ID, line.Key = p.ArxivID, p.CitationKey
		}
		text, err := form.Text(c.session.Library.Whole(ctx, papers[i:i+1]))
		if err != nil {
			return err
		}
		line.Text = strings.TrimRight(text, "\r\n")
		if err := c.writeJSON(line); err != nil {
			return err
		}
	}
	return nil
}

// citeName shows how a name is taken apart, corrects that, or takes the
// correction back.
func (c *call) citeName(ctx context.Context) error {
	written := c.last("name")
	corrected, err := c.session.Library.CorrectedNames(ctx)
	if err != nil {
		return err
	}
	now, isCorrected := corrected[written]
	if !isCorrected {
		if err := c.onPapers(ctx, written); err != nil {
			return err
		}
		now = citation.Split(written)
	}
	parts := citation.Name{Family: c.last("family"), Given: c.last("given"), Particle: c.last("particle"), Suffix: c.last("suffix")}
	if c.has("whole") {
		parts = citation.Name{Literal: written}
	}
	if parts == (citation.Name{}) && !c.has("reset") {
		return c.showName(written, now, isCorrected)
	}
	step, err := c.session.Library.SetNameParts(ctx, written, parts)
	if err != nil {
		return err
	}
	return c.done(step)
}

// onPapers fails where no paper has an author's name written so: it is mistyped.
func (c *call) onPapers(ctx context.Context, written string) error {
	query := `author:"` + strings.ReplaceAll(written, `"`, " ") + `"`
	papers, err := c.session.Library.Papers(ctx, models.View{Place: models.Everywhere, Query: query})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(papers, func(p models.Paper) bool { return slices.Contains(p.Authors, written) }) {
		return nil
	}
	return &models.Error{Code: models.NotFound, Message: fmt.Sprintf("No paper has an author written “%s”. Nothing was changed. Write the name as “offprint show ID” has it.", written)}
}

func (c *call) showName(written string, n citation.Name, corrected bool) error {
	if c.has("json") {
		return c.writeJSON(struct {
			Name      string `json:"name"`
			Family    string `json:"family,omitempty"`
			Given     string `json:"given,omitempty"`
			Particle  string `json:"particle,omitempty"`
			Suffix    string `json:"suffix,omitempty"`
			Whole     string `json:"whole,omitempty"`
			Corrected bool   `json:"corrected"`
		}{written, n.Family, n.Given, n.Particle, n.Suffix, n.Literal, corrected})
	}
	for _, part := range [][2]string{{"Family name", n.Family}, {"Given names", n.Given}, {"Particle", n.Particle}, {"Suffix", n.Suffix}, {"A whole", n.Literal}} {
		if part[1] != "" {
			fmt.Fprintf(c.out, "%-12s %s\n", part[0], plain(oneLine(part[1])))
		}
	}
	if corrected {
		fmt.Fprintln(c.out, "You have corrected it; --reset takes that back.")
	}
	return nil
}
