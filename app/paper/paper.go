// Package paper is the paper pane: one paper whole, with what can be done about
// it. It shows the paper it is given; links and actions are the window's.
package paper

import (
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/ui/passage"
	"offprint/app/words"
	"offprint/models"
)

// Config is what a pane is made from.
type Config struct {
	Keyboard ui.Keyboard
	// Do runs one of the window's actions by its identifier.
	Do func(action string)
	// Key is the key of one of them, to be shown, empty for none; it may change,
	// and KeysChanged is called then.
	Key func(action string) string
	// OnRate is told a rating, 0 to take it away.
	OnRate func(int)
	// OnSearch is asked to search for a query.
	OnSearch func(query string)
	// OnSubmitter is asked for what a user of Hugging Face has submitted.
	OnSubmitter func(login string)
	// OnOpen is asked to open a link in the browser.
	OnOpen func(link string)
	// OnTag opens a tag's papers; OnUntag takes the tag from this paper.
	OnTag   func(models.Tag)
	OnUntag func(models.Tag)
	// OnQuote is asked to begin a note on a passage of a paper's abstract, OnNote
	// to open the note whose passage was clicked.
	OnQuote func(paper int64, quote models.Quote)
	OnNote  func(note int64)
	// OnPaper is asked to go to the paper with an identifier.
	OnPaper func(arxivID string)
	// Notes is the pane of notes below the paper.
	Notes fyne.CanvasObject
	// NotesHeight is how high the notes are, in Fyne's pixels.
	NotesHeight   float32
	OnNotesHeight func(float32)
}

// manyAuthors is from how many on the rest is folded away.
const manyAuthors = 12

// textWidth is the longest line of running text, in Fyne's pixels.
const textWidth = 680

// Pane is the paper pane.
type Pane struct {
	widget.BaseWidget
	config  Config
	paper   *models.Paper
	opened  bool // all authors are shown
	authors int  // on screen

	title    *passage.Passage
	byline   *ui.Flow
	stops    stops
	state    *ui.Button
	stars    *stars
	tagsKey  *ui.Button
	buttons  []bound
	actions  *ui.Flow
	figures  *ui.Flow
	arxiv    *passage.Passage // where it appeared, and the authors' comment
	tags     *ui.Flow
	summary  *fyne.Container
	tldr     *passage.Passage
	abstract *passage.Passage
	quotes   *quotes
	missing  *ui.Line
	keywords *ui.Flow
	links    *ui.Flow
	linked   *fyne.Container // the papers whose notes lead here
	column   *ui.Column

	linkedFrom []models.Backlink // one for each of those papers

	nothing fyne.CanvasObject
	whole   *split
}

// New makes the pane.
func New(c Config) *Pane {
	p := &Pane{config: c}
	p.title = p.text("", 21, 1.28)
	p.title.Bold = true
	p.byline = ui.NewFlow(5, 2)
	p.stops = p.newStops()
	button := func(text, icon, action string) *ui.Button {
		b := &ui.Button{Text: text, Icon: icon, Key: c.Key(action), Keyboard: c.Keyboard}
		b.OnTapped = func() { c.Do(action) }
		p.buttons = append(p.buttons, bound{b, action})
		return b.Init()
	}
	p.state = (&ui.Button{Text: words.T("Keep"), Icon: "plus", Keyboard: c.Keyboard}).Init()
	p.stars = newStars(c.OnRate)
	p.tagsKey = button(words.T("Tags"), "tag", "tag")
	p.actions = ui.NewFlow(8, 6, p.state, p.stars, p.tagsKey,
		button("PDF", "", "pdf"), button(words.T("Page"), "", "page"), button(words.T("Cite"), "", "cite"))
	p.figures = ui.NewFlow(12, 4)
	p.arxiv = p.text("", 13, 1.4)
	p.arxiv.ColorName, p.arxiv.MaxWidth = ui.ColorMuted, ui.Scaled(textWidth)
	p.tags = ui.NewFlow(6, 6)
	p.tldr = p.text("", 14, 1.45)
	label := ui.NewLine(words.T("AI SUMMARY · HUGGING FACE"), 11, theme.ColorNamePrimary)
	label.Bold = true
	p.summary = container.New(&quoteLayout{}, ui.NewFill(theme.ColorNamePrimary), label, p.tldr)
	p.abstract = p.text("", 14, 1.6)
	p.abstract.MaxWidth = ui.Scaled(textWidth)
	p.quotes = newQuotes(p)
	p.missing = ui.NewLine(words.T("The source gives no abstract for this paper."), 13, ui.ColorMuted)
	p.keywords = ui.NewFlow(6, 6)
	p.links = ui.NewFlow(16, 4)
	p.linked = container.New(layout.NewCustomPaddedVBoxLayout(4))
	p.linked.Hide()

	rule := ui.Rule()
	p.column = ui.NewColumn(10, p.title, p.byline, p.actions, p.tags, p.figures, p.arxiv, rule, p.summary, p.quotes.box, p.missing, p.keywords, p.links, p.linked)
	p.column.Top, p.column.Right, p.column.Bottom, p.column.Left = 16, 26, 16, 26
	hint := ui.NewLine(words.T("Choose a paper to read about it here."), 13, ui.ColorMuted)
	p.nothing = container.NewCenter(hint)
	p.whole = newSplit(p.column, c.Notes, c.NotesHeight, c.OnNotesHeight)
	p.whole.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// bound is a button that does one of the window's actions.
type bound struct {
	button *ui.Button
	action string
}

// KeysChanged shows the keys that actions have now.
func (p *Pane) KeysChanged() {
	for _, b := range p.buttons {
		b.button.Key = p.config.Key(b.action)
		b.button.Refresh()
	}
	p.quotes.keysChanged()
	if p.paper != nil {
		p.showState()
	}
	p.actions.Refresh()
}

// text is a passage that hands on what it has no use for.
func (p *Pane) text(text string, size, spacing float32) *passage.Passage {
	t := passage.New(text)
	t.TextSize, t.LineSpacing = size, spacing
	t.OnTypedKey, t.OnTypedRune, t.OnTypedShortcut = p.config.Keyboard.TypedKey, p.config.Keyboard.TypedRune, p.config.Keyboard.TypedShortcut
	return t
}

// Paper is what the pane shows, or nil.
func (p *Pane) Paper() *models.Paper { return p.paper }

// Set shows a paper; nil shows none. A paper shown again keeps its scroll.
func (p *Pane) Set(paper *models.Paper) {
	another := paper == nil || p.paper == nil || p.paper.ID != paper.ID
	p.paper = paper
	if paper == nil {
		p.whole.Hide()
		p.nothing.Show()
		return
	}
	if another {
		p.opened, p.linkedFrom, p.quotes.found = false, nil, nil
		p.stops.linked.Set()
		p.linked.Hide()
	}
	p.title.SetText(paper.Title)
	p.showByline()
	p.showState()
	p.showTags()
	p.showFigures()
	p.showArxiv()
	p.summary.Hidden = paper.AISummary == ""
	p.tldr.SetText(paper.AISummary)
	p.abstract.SetText(paper.Abstract)
	p.quotes.box.Hidden, p.missing.Hidden = paper.Abstract == "", paper.Abstract != ""
	p.quotes.mark()
	p.showKeywords()
	p.showLinks()
	p.nothing.Hide()
	p.whole.Show()
	p.column.Arrange()
	p.whole.Refresh() // the notes take what this paper leaves
	if another {
		p.column.ScrollToTop()
	}
}

func (p *Pane) showByline() {
	paper := p.paper
	names := paper.Authors
	folded := 0
	if len(names) > manyAuthors && !p.opened {
		folded = len(names) - manyAuthors + 2
		names = names[:manyAuthors-2]
	}
	p.authors = len(names)
	var items []fyne.CanvasObject
	for i, name := range names {
		text := name
		if i < len(names)-1 || folded > 0 {
			text += ","
		}
		items = append(items, ui.NewLink(text, 13, func() { p.config.OnSearch(`author:"` + strings.ReplaceAll(name, `"`, "") + `"`) }))
	}
	add := func(text string, do func()) {
		if text == "" {
			return
		}
		if len(items) > 0 {
			items = append(items, ui.NewDot(13))
		}
		items = append(items, ui.NewLink(text, 13, do))
	}
	if folded > 0 { // behind a comma
		items = append(items, ui.NewLink(words.T("and %d more…", folded), 13, p.ToggleAuthors))
	} else if p.opened && len(paper.Authors) > manyAuthors {
		add(words.T("fewer"), p.ToggleAuthors)
	}
	authors := len(items)
	add(day(paper.Published), nil)
	add("arXiv:"+paper.ArxivID, nil)
	add(paper.Organization, nil)
	if paper.SubmitterLogin != "" {
		who := paper.Submitter
		if who == "" {
			who = paper.SubmitterLogin
		}
		add(words.T("submitted by %s", who), func() { p.config.OnSubmitter(paper.SubmitterLogin) })
	} else if paper.Submitter != "" {
		add(words.T("submitted by %s", paper.Submitter), nil)
	}
	if len(paper.Days) > 0 {
		add(words.T("listed %s", day(paper.Days[len(paper.Days)-1])), nil)
	}
	p.stops.authors.Set(items[:authors]...)
	p.stops.submitter.Set(items[authors:]...)
	p.byline.SetObjects(append([]fyne.CanvasObject{p.stops.authors, p.stops.submitter}, items...)...)
}

// ToggleAuthors shows all authors, or folds them away again.
func (p *Pane) ToggleAuthors() {
	if p.paper != nil {
		p.opened = !p.opened
		p.showByline()
		p.column.Arrange()
	}
}

// AuthorsShown is how many authors are on screen.
func (p *Pane) AuthorsShown() int { return p.authors }

func day(text string) string {
	t, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return ""
	}
	return dayOf(t)
}

// dayOf is the day of a time as people write it; empty for no time.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(words.T("2 Jan 2006"))
}

func (p *Pane) showState() {
	entry := p.paper.Entry
	if entry == nil {
		p.state.Key, p.state.Menu = p.config.Key("keep"), false
		p.state.OnTapped = func() { p.config.Do("keep") }
		p.state.SetText(words.T("Keep"), "plus", true)
		p.state.Refresh()
		p.stars.set(0)
		p.actions.Refresh()
		return
	}
	icon, _ := ui.StateLook(entry.State)
	p.state.Key, p.state.Menu = p.config.Key("state"), true
	p.state.OnTapped = func() { p.config.Do("state") }
	p.state.SetText(words.State(entry.State), icon, true)
	p.state.Refresh()
	p.stars.set(entry.Rating)
	p.actions.Refresh()
}

// StateButton is where the menu of states opens.
func (p *Pane) StateButton() fyne.CanvasObject { return p.state }

// TagsButton is where tags are chosen.
func (p *Pane) TagsButton() fyne.CanvasObject { return p.tagsKey }

func (p *Pane) showTags() {
	var chips []fyne.CanvasObject
	for _, t := range p.paper.Tags {
		color := t.Color
		if color == "" {
			color = "none"
		}
		chips = append(chips, ui.NewChip(t.Name, color, func() { p.config.OnTag(t) }, func() { p.config.OnUntag(t) }))
	}
	fill(p.tags, p.stops.tags, chips...)
	p.tags.Hidden = len(chips) == 0
}

func (p *Pane) showFigures() {
	var items []fyne.CanvasObject
	add := func(icon, text string) {
		items = append(items, container.New(layout.NewCustomPaddedHBoxLayout(4),
			container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(ui.Scaled(13)), ui.NewIcon(icon, ui.ColorMuted))), ui.NewLine(text, 13, ui.ColorMuted)))
	}
	add("upvote", ui.Figure(p.paper.Upvotes))
	add("comment", ui.Figure(p.paper.Comments))
	if p.paper.GitHubStars != nil {
		add("stars", ui.Figure(*p.paper.GitHubStars))
	}
	if e := p.paper.Entry; e != nil {
		if e.Starred {
			add("starred", strings.TrimSpace(words.T("Starred %s", dayOf(e.StarredAt))))
		}
		if !e.KeptAt.IsZero() {
			add("check", words.T("kept %s", dayOf(e.KeptAt)))
		}
		if e.State != models.ToRead && !e.StateAt.IsZero() {
			icon, _ := ui.StateLook(e.State)
			add(icon, words.T("%s since %s", words.State(e.State), dayOf(e.StateAt)))
		}
	}
	if p.paper.CitationKey != "" {
		items = append(items, ui.NewLink(words.T("cited as %s", p.paper.CitationKey), 13, func() { p.config.Do("citation") }))
	}
	fill(p.figures, p.stops.citation, items...)
}

// showArxiv shows what arXiv alone says of the paper.
func (p *Pane) showArxiv() {
	var said []string
	for _, text := range []string{p.paper.Journal, p.paper.ArxivComment} {
		if text != "" {
			said = append(said, text)
		}
	}
	p.arxiv.SetText(strings.Join(said, "  ·  "))
	p.arxiv.Hidden = len(said) == 0
}

func (p *Pane) showKeywords() {
	var chips []fyne.CanvasObject
	for _, k := range p.paper.AIKeywords {
		chips = append(chips, ui.NewChip(k, "", func() { p.config.OnSearch(`"` + strings.ReplaceAll(k, `"`, "") + `"`) }, nil))
	}
	fill(p.keywords, p.stops.keywords, chips...)
	p.keywords.Hidden = len(chips) == 0
}

func (p *Pane) showLinks() {
	paper := p.paper
	var items []fyne.CanvasObject
	add := func(text, link string) {
		if safe(link) {
			items = append(items, ui.NewLink(text, 13, func() { p.config.OnOpen(link) }))
		}
	}
	add("Hugging Face", paper.URL())
	add("arXiv", paper.ArxivURL())
	add("PDF", paper.PDFURL())
	text := "GitHub"
	if paper.GitHubStars != nil {
		text += " ★ " + ui.Figure(*paper.GitHubStars)
	}
	add(text, paper.GitHub)
	add(words.T("Project page"), paper.Project)
	fill(p.links, p.stops.links, items...)
}

// safe says whether a link is one that may be opened.
func safe(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// ScrollBy scrolls the paper and says whether there was more.
func (p *Pane) ScrollBy(part float32) bool { return p.column.ScrollBy(part * p.column.Size().Height) }

// Selected is the text that is selected in the paper.
func (p *Pane) Selected() string {
	for _, t := range []*passage.Passage{p.abstract, p.tldr, p.arxiv, p.title} {
		if _, _, text := t.Selected(); text != "" {
			return text
		}
	}
	return ""
}

// Refresh is for Fyne.
func (p *Pane) Refresh() {
	p.abstract.MaxWidth = ui.Scaled(textWidth) // the text size may be another
	p.quotes.marks = nil                       // and the colour of marks
	p.quotes.mark()
	p.BaseWidget.Refresh()
	p.column.Arrange()
}

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(ui.On(ui.ColorSurface, container.NewStack(p.whole, p.nothing)))
}

// quoteLayout is a bar on the left of a label and a text below it.
type quoteLayout struct{}

func (q *quoteLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(60, o[1].MinSize().Height+o[2].MinSize().Height+6)
}

func (q *quoteLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(3, size.Height))
	label := o[1].MinSize().Height
	o[1].Move(fyne.NewPos(15, 2))
	o[1].Resize(fyne.NewSize(size.Width-15, label))
	o[2].Move(fyne.NewPos(15, 2+label))
	o[2].Resize(fyne.NewSize(size.Width-15, o[2].MinSize().Height))
}

// stars are the five stars of a rating.
type stars struct {
	widget.BaseWidget
	rating int
	onRate func(int)
}

func newStars(onRate func(int)) *stars {
	s := &stars{onRate: onRate}
	s.ExtendBaseWidget(s)
	return s
}

func (s *stars) set(rating int) {
	if s.rating != rating {
		s.rating = rating
		s.Refresh()
	}
}

const starSize = 17

// Tapped is for Fyne: a tap on the star that is the rating takes it away.
func (s *stars) Tapped(e *fyne.PointEvent) {
	n := min(5, 1+int(e.Position.X/ui.Scaled(starSize)))
	if n == s.rating {
		n = 0
	}
	s.onRate(n)
}

func (s *stars) AccessibilityLabel() string             { return words.T("Rating %d of 5", s.rating) }
func (s *stars) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (s *stars) CreateRenderer() fyne.WidgetRenderer {
	r := &starsRenderer{stars: s}
	for range 5 {
		r.icons = append(r.icons, &canvas.Image{FillMode: canvas.ImageFillContain})
	}
	r.Refresh()
	return r
}

type starsRenderer struct {
	stars *stars
	icons []*canvas.Image
}

func (r *starsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(5*ui.Scaled(starSize), ui.Scaled(29))
}

func (r *starsRenderer) Layout(size fyne.Size) {
	star := ui.Scaled(starSize)
	for i, icon := range r.icons {
		icon.Resize(fyne.NewSquareSize(star - 2))
		icon.Move(fyne.NewPos(float32(i)*star, (size.Height-star+2)/2))
	}
}

func (r *starsRenderer) Refresh() {
	for i, icon := range r.icons {
		name := "star"
		if i < r.stars.rating {
			name = "starred"
		}
		icon.Resource = ui.IconResource(name, ui.ColorStar)
		icon.Refresh()
	}
}

func (r *starsRenderer) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(r.icons))
	for i, icon := range r.icons {
		objects[i] = icon
	}
	return objects
}
func (r *starsRenderer) Destroy() {}
