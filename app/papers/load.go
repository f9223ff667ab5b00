package papers

import (
	"context"
	"reflect"
	"slices"

	"offprint/models"
)

// answer is what was read for a view.
type answer struct {
	papers []models.Paper
	list   models.ListState
	total  int                // how many there are, where not all were read
	parts  []models.Part      // of the query
	wrong  *models.WrongQuery // the part of it that was left out
	// partial says that these are some that were found in a moment, and that the
	// exact ones follow.
	partial bool
	err     error
}

// load reads what the view has, and then shows it.
func (p *Pane) load(again bool) {
	v := p.view
	if v.Query != "" && p.found == nil {
		v.Hits = true
		if v.Limit == 0 {
			v.Limit = searchLimit + 1
		}
	} else if v.Place != models.DailyPlace && p.found == nil {
		v.Limit = p.limit
	}
	found := p.found
	// what is shown already, or was, is read again as a whole
	first := v.Query != "" && (!again || p.opening) && p.wantSpot == nil
	p.reads(func(ctx context.Context) func() {
		a := answer{parts: partsOf(v)}
		asked := v.Query
		if found == nil { // else another read it, in its own way
			v.Query, a.wrong = models.Understood(v.Query, v.Typing)
		}
		if v.Place == models.DailyPlace && v.Day != "" {
			if a.list, a.err = p.config.Library.List(ctx, Kind(v), v.Day); v.Since.IsZero() {
				v.Since = a.list.LookedAt
			}
		}
		switch {
		case a.err != nil || asked != "" && v.Query == "":
		case found != nil:
			a.papers, a.err = p.config.Library.Found(ctx, found)
		case first:
			a.papers, a.partial, a.err = p.config.Library.FirstPapers(ctx, v)
			if a.err == nil && a.partial && len(a.papers) == 0 { // there may be some that it did not come to
				a.partial = false
				a.papers, a.err = p.config.Library.Papers(ctx, v)
			}
		default:
			a.papers, a.err = p.config.Library.Papers(ctx, v)
		}
		if a.err == nil && asked == "" && v.Limit > 0 && len(a.papers) == v.Limit {
			a.total, a.err = p.config.Library.CountPapers(ctx, v)
		}
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			p.total = a.total
			if p.view.Since.IsZero() && !a.list.ReadAt.IsZero() {
				p.setSince(v.Since)
			}
			p.show(a, again)
			if a.partial && a.err == nil {
				p.follow(v, a)
			}
		}
	})
}

// follow reads the papers of a search in their exact order, after some that came
// first. Another search makes an end of it.
func (p *Pane) follow(v models.View, first answer) {
	p.latest.Go(func(ctx context.Context) func() {
		a := answer{parts: first.parts, wrong: first.wrong}
		a.papers, a.err = p.config.Library.Papers(ctx, v)
		if ctx.Err() != nil {
			return nil
		}
		return func() { p.show(a, true) }
	})
}

func (p *Pane) show(a answer, again bool) {
	p.skeleton.Hide()
	p.parts, p.wrong, p.listState = a.parts, a.wrong, a.list
	p.showParts()
	if a.err != nil {
		p.tellWrong(a.err)
		p.failed, p.shown = true, nil
		return // what was shown stays
	}
	p.put(a, again)
	if a.wrong != nil {
		p.tellWrong(a.wrong)
		p.failed = true
	}
}

// put puts the papers that were read into the list.
func (p *Pane) put(a answer, again bool) {
	papers := a.papers
	// a reload that overtook the opening shows the view for the first time
	again = again && !p.opening
	p.opening = false
	defer p.afterwards()
	if p.failed || p.view.Query != "" && !again {
		p.Quiet()
	}
	p.failed = false
	p.partial, p.quick = a.partial, p.quick || a.partial
	p.tooMany = p.view.Query != "" && len(papers) > searchLimit && !a.partial
	papers = p.withoutMuted(papers[:min(len(papers), p.most(len(papers)))])
	if again && p.quick {
		if p.moved() {
			papers = p.steady(papers)
		} else {
			again = same(p.List.Papers(), papers)
		}
	}
	if again {
		papers = p.withStaying(papers)
	}
	if again && same(p.List.Papers(), papers) {
		p.showSub()
		p.showEmpty(len(papers)) // why there is nothing may have changed
		return
	}
	before, index := p.List.Current(), p.List.Index()
	p.List.SetPapers(papers, again)
	switch {
	case p.wantPaper != "" && p.find(p.wantPaper):
	case p.List.Current() == nil && again && before != nil && len(papers) > 0:
		// the current paper went elsewhere: the one after it takes its place
		p.List.Find(papers[min(index, len(papers)-1)].ID)
	case len(papers) > 0 && (!again || before == nil):
		p.List.Find(papers[0].ID)
	}
	if !a.partial {
		p.wantPaper = "" // where it comes later, the reader has gone on
	}
	if spot := p.wantSpot; spot != nil {
		p.wantSpot = nil
		p.List.ScrollTo(spot.offset)
		p.List.Mark(spot.marks)
	}
	p.showSub()
	p.showEmpty(len(papers))
	p.config.OnPaper(p.List.Current(), false)
	p.config.OnShown(p.view, len(papers))
}

// most is how many of the papers that were read are shown.
func (p *Pane) most(read int) int {
	if p.view.Query != "" {
		return searchLimit
	}
	return read
}

// moved says that the reader is no longer where a search begins.
func (p *Pane) moved() bool {
	return p.List.Index() > 0 || p.List.Offset() > 0 || p.List.Marked() > 0 || p.config.Stays()
}

// steady are papers in their order behind those that the reader has in sight or
// has passed, which stay where they are.
func (p *Pane) steady(papers []models.Paper) []models.Paper {
	shown := p.List.Papers()
	kept := min(len(shown), 1+max(p.List.LastInSight(), p.List.Index()))
	now := make(map[int64]*models.Paper, len(papers))
	for i := range papers {
		now[papers[i].ID] = &papers[i]
	}
	all := make([]models.Paper, 0, kept+len(papers))
	for _, paper := range shown[:kept] {
		if changed := now[paper.ID]; changed != nil {
			paper = *changed
			delete(now, paper.ID)
		}
		all = append(all, paper)
	}
	for i := range papers {
		if now[papers[i].ID] != nil {
			all = append(all, papers[i])
		}
	}
	return all
}

// afterwards does what was to wait for all papers.
func (p *Pane) afterwards() {
	shown := p.shown
	p.shown = nil
	for _, do := range shown {
		do()
	}
	if do := p.then; do != nil && p.total <= len(p.List.Papers()) {
		p.then = nil
		do()
	}
}

// withStaying is papers with the current one in its place, where it is to stay.
func (p *Pane) withStaying(papers []models.Paper) []models.Paper {
	current := p.List.Current()
	if current == nil || !p.config.Stays() {
		return papers
	}
	if slices.ContainsFunc(papers, func(q models.Paper) bool { return q.ID == current.ID }) {
		return papers
	}
	return slices.Insert(papers, min(p.List.Index(), len(papers)), *current)
}

// same says whether two lists show the same.
func same(a, b []models.Paper) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameFace(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// sameFace says whether a card shows the same of two papers. It is asked for
// every paper of a list after every change.
func sameFace(a, b *models.Paper) bool {
	return a.ID == b.ID && a.Title == b.Title && a.New == b.New && a.UpvotesSince == b.UpvotesSince && a.Followed == b.Followed && a.Muted == b.Muted &&
		a.Upvotes == b.Upvotes && a.Comments == b.Comments && a.Thumbnail == b.Thumbnail && a.NoteCount == b.NoteCount &&
		a.Seen == b.Seen && a.Dismissed == b.Dismissed && a.AuthorsText == b.AuthorsText && a.GitHub == b.GitHub &&
		samePointed(a.GitHubStars, b.GitHubStars) && samePointed(a.Entry, b.Entry) && slices.Equal(a.Tags, b.Tags) &&
		(a.Hits == b.Hits || reflect.DeepEqual(a.Hits, b.Hits))
}

func samePointed[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
