package cli

import (
	"regexp"
	"strings"
)

var (
	// arxivID is an arXiv identifier (arXiv, "Understanding the arXiv
	// identifier"): YYMM.NNNN until 2014, YYMM.NNNNN since, and
	// archive.class/YYMMNNN until March 2007; a version may follow.
	arxivID = regexp.MustCompile(`^(?:(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})|([a-z]+(?:-[a-z]+)*)(?:\.[A-Za-z-]+)?/(\d\d(?:0[1-9]|1[0-2])\d{3}))(?:v[1-9]\d{0,3})?$`)
	// paperPage is where a link to a paper has its identifier.
	paperPage = regexp.MustCompile(`^(?i:(?:https?://)?(?:(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)|(?:www\.)?(?:huggingface\.co|hf\.co)/papers))/(.+)$`)
)

// Identifier reads the bare arXiv identifier, without version and subject
// class, from what readers have at hand: the identifier, "arXiv:" before it, or
// a link to the paper at arxiv.org or huggingface.co/papers.
func Identifier(text string) (id string, ok bool) {
	text = strings.TrimSpace(text)
	if m := paperPage.FindStringSubmatch(text); m != nil {
		text, _, _ = strings.Cut(m[1], "#")
		text, _, _ = strings.Cut(text, "?")
		text = strings.TrimSuffix(strings.TrimSuffix(text, "/"), ".pdf")
	} else if len(text) > 6 && strings.EqualFold(text[:6], "arxiv:") {
		text = strings.TrimSpace(text[6:])
	}
	m := arxivID.FindStringSubmatch(text)
	switch {
	case m == nil:
		return "", false
	case m[1] != "":
		return m[1], true
	}
	return m[2] + "/" + m[3], true
}

// checkID puts the bare identifier in the place of the first argument.
func checkID(c *call) error { return c.checkIDs(1) }
