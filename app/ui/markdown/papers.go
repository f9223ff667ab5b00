package markdown

import "offprint/models/notetext"

// appendPapers adds a run in which identifiers of papers become links.
func appendPapers(runs []Run, run Run) []Run {
	text := run.Text
	for text != "" {
		at := notetext.FindPaper(text)
		if at == nil {
			break
		}
		id, _ := notetext.PaperID(text[at[0]:at[1]])
		before, link := run, run
		before.Text, link.Text, link.Paper = text[:at[0]], text[at[0]:at[1]], id
		if before.Text != "" {
			runs = append(runs, before)
		}
		runs = append(runs, link)
		text = text[at[1]:]
	}
	if text != "" {
		run.Text = text
		runs = append(runs, run)
	}
	return runs
}
