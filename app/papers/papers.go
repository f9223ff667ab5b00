// Package papers is the list pane: one day's papers, a place of the reading
// list, or what a search has found, as cards, with the day's navigation, the
// search field and the order above them.
//
// It reads the library and nothing else. What happens to papers, and what is
// fetched, is the window's.
package papers

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Library is what the pane reads.
type Library interface {
	Papers(context.Context, models.View) ([]models.Paper, error)
	FirstPapers(context.Context, models.View) (papers []models.Paper, partial bool, err error)
	List(ctx context.Context, kind, key string) (models.ListState, error)
	Found(ctx context.Context, found []models.Paper) ([]models.Paper, error)
	CountPapers(context.Context, models.View) (int, error)
	Complete(ctx context.Context, query string, cursor int) ([]models.Completion, error)
	RecentSearches(context.Context) ([]string, error)
}

// Config is what a pane is made from.
type Config struct {
	Library  Library
	Tasks    *ui.Tasks
	Pictures ui.Pictures
	Keyboard ui.Keyboard
	// Key is the key of one of the window's actions, to be shown; it may change,
	// and KeysChanged is called then.
	Key func(action string) string
	// OnPaper is told which paper is current, nil for none; byReader says that
	// the reader chose it.
	OnPaper func(p *models.Paper, byReader bool)
	// OnDay is asked for another day: a direction, or a day chosen in the
	// calendar.
	OnDay func(direction int, day string)
	// OnSearch is told of each change of the search field.
	OnSearch func(query string)
	// OnSearched is told that the reader is done with typing a query.
	OnSearched func(query string)
	// OnHub is asked to search for a query on Hugging Face.
	OnHub  func(query string)
	OnSort func(models.Sort)
	// OnMenu is asked for the menu of the current paper.
	OnMenu func(at fyne.Position)
	// OnMove is asked to move papers of To read before one or after another.
	OnMove func(ids []int64, before, after int64)
	// OnMarked is told how many papers are marked.
	OnMarked func(int)
	// OnShown is told the view after its papers have come.
	OnShown func(models.View, int)
	// Stays says that the current paper stays in the list although it no longer
	// belongs there: the reader is writing about it.
	Stays func() bool
	// OfferKey is the key that does what the slim line offers.
	OfferKey func() string
	// Clock is now; the calendar opens there.
	Clock func() time.Time
}

// searchLimit is how many papers a search shows while one types; a reader who
// scrolls past them would rather type another letter.
const searchLimit = 200

// firstPapers is how many papers of a place are read at first. The rest comes as
// the reader scrolls, four times as many each time, or wants all of them.
const firstPapers = 300

// Pane is the list pane.
type Pane struct {
	widget.BaseWidget
	List *ui.List

	config    Config
	view      models.View
	wantPaper string
	wantSpot  *Spot // how the place was left that is gone back to
	limit     int   // how many papers are read; 0 for all
	total     int   // how many there are, where not all were read
	then      func()
	shown     []func() // to be done once the papers of the view are there
	failed    bool     // the slim line says that they could not be read
	opening   bool     // the papers of the view have not come yet
	partial   bool     // the papers are some that were found in a moment
	quick     bool     // they were at first
	tooMany   bool     // a search finds more than are shown
	parts     []models.Part
	inField   bool               // the cursor is in the search field
	listState models.ListState   // of the day, as it was read last
	wrong     *models.WrongQuery // the part of the query that was left out
	latest    ui.Latest
	reads     func(func(context.Context) func()) // latest.Go, or Now at first

	title               *ui.Line
	previous, next, cal *ui.Button
	search              *ui.Field
	offers              *offers  // below the search field
	chips               *ui.Flow // the parts of the query
	stop                *ui.Stop // for them
	sub                 *ui.Line
	note                string          // what else the line under the heading says of the place
	second              *fyne.Container // the line under the heading
	fold                *ui.Link        // how many papers are muted
	found               []models.Paper  // for HubPlace
	muted               int
	showMuted           bool
	sort                *ui.Button
	progress            *progress
	banner              *banner
	empty               *empty
	hint                *fyne.Container // under the cards
	hinted              *ui.Line
	skeleton            *fyne.Container
	nav                 []*ui.Button
	content             *fyne.Container
	whole               *fyne.Container // with what lies over it
	setting             bool            // the field is filled by the program
	offer               func()          // shows the window's own empty state, if there is one
	again               func()          // shows the empty state anew
}

// New makes the pane.
func New(c Config) *Pane {
	p := &Pane{config: c, latest: ui.Latest{Tasks: c.Tasks}}
	p.reads = p.latest.Go
	p.List = ui.NewList(c.Tasks, c.Pictures)
	p.List.Keyboard = c.Keyboard
	p.List.OnCurrent = func(int) { c.OnPaper(p.List.Current(), true) }
	p.List.OnSecondary = c.OnMenu
	p.List.OnEnd = func() { p.more(p.limit * 4) }
	p.List.OnMarked = func(n int) {
		p.showSub()
		c.OnMarked(n)
	}
	p.title = ui.NewLine("", 17, "")
	p.title.Bold, p.title.Cut = true, true
	button := func(icon, hint string, do func()) *ui.Button {
		b := &ui.Button{Icon: icon, Hint: hint, OnTapped: do, Keyboard: c.Keyboard}
		p.nav = append(p.nav, b)
		return b.Init()
	}
	p.previous = button("chevron-left", words.T("Previous day"), func() { c.OnDay(-1, "") })
	p.next = button("chevron-right", words.T("Next day"), func() { c.OnDay(1, "") })
	p.cal = button("calendar", words.T("Choose a day"), p.Calendar)
	p.search = ui.NewField("")
	p.search.Hint = words.T("Search everything")
	p.KeysChanged()
	p.offers = newOffers(p)
	p.chips = ui.NewFlow(6, 4)
	p.chips.Hide()
	p.stop = ui.NewStop(c.Keyboard, nil)
	p.makeSearch()
	p.sub = ui.NewLine("", 12, ui.ColorMuted)
	p.sub.Cut = true
	p.fold = ui.NewLink("", 12, p.ToggleMuted)
	p.sort = (&ui.Button{Flat: true, Menu: true, Icon: "sort", OnTapped: p.SortMenu, Keyboard: c.Keyboard}).Init()
	p.progress = newProgress()
	p.banner = newBanner()
	p.banner.key = func() string {
		if p.inField { // where it is a letter
			return ""
		}
		return c.OfferKey()
	}
	p.empty = newEmpty(c.Keyboard)
	p.skeleton = skeleton()
	p.hinted = ui.NewLine("", 12, theme.ColorNamePrimary)
	p.hinted.Cut = true
	p.hint = ui.On(ui.ColorAccentBG, ui.Pad(6, 16, 6, 16, p.hinted))
	p.hint.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// KeysChanged shows the keys that actions have now.
func (p *Pane) KeysChanged() {
	p.fitPlaceholder(p.search.Size().Width)
	if p.empty != nil && p.empty.Visible() && p.again != nil {
		p.again()
	}
}

// Hint shows a slim line under the cards, for a reader who is new here; an empty
// text takes it away.
func (p *Pane) Hint(text string) {
	if text == p.hinted.Text {
		return
	}
	p.hinted.SetText(text)
	p.hint.Hidden = text == ""
	if p.content != nil {
		p.content.Refresh()
	}
}

// View is what the pane shows.
func (p *Pane) View() models.View { return p.view }

// Open shows another view from its beginning; paper is the arXiv identifier of
// the one to make current, or empty for the first.
func (p *Pane) Open(v models.View, paper string) {
	p.begin(v, paper, nil)
	p.List.ClearMarks()
	p.showHead()
	p.load(false)
}

// OpenFound shows what Hugging Face found for a query, in its order. What the
// library has of it is shown as the library has it.
func (p *Pane) OpenFound(query string, found []models.Paper) {
	p.begin(models.View{Place: HubPlace, Query: query}, "", found)
	p.List.ClearMarks()
	p.showHead()
	p.load(false)
}

func (p *Pane) begin(v models.View, paper string, found []models.Paper) {
	p.view, p.wantPaper, p.opening, p.offer, p.showMuted, p.note = v, paper, true, nil, false, ""
	p.listState, p.wrong = models.ListState{}, nil
	p.partial, p.quick, p.tooMany, p.parts = false, false, false, nil
	p.found, p.limit, p.total, p.then, p.wantSpot, p.shown = found, firstPapers, 0, nil, nil, nil
}

// Spot is a view and how it was left: to go back to.
type Spot struct {
	View   models.View
	paper  string
	offset float32
	marks  []int64
	found  []models.Paper
	limit  int
}

// Spot is what the pane shows, and how.
func (p *Pane) Spot() Spot {
	s := Spot{View: p.view, offset: p.List.Offset(), marks: p.List.Marks(), found: p.found, limit: p.limit}
	if current := p.List.Current(); current != nil {
		s.paper = current.ArxivID
	}
	return s
}

// Return shows a view as it was left.
func (p *Pane) Return(s Spot) {
	p.List.ClearMarks()
	p.begin(s.View, s.paper, s.found)
	p.limit, p.wantSpot = s.limit, &s
	p.showHead()
	p.load(false)
}

// more reads on to that many papers; 0 for all.
func (p *Pane) more(limit int) {
	if p.total <= len(p.List.Papers()) || p.opening || p.limit == 0 || limit > 0 && limit <= p.limit {
		return
	}
	p.limit = limit
	p.total = 0 // until they are there
	p.load(true)
}

// WithAll does something once every paper of the place is in the list.
func (p *Pane) WithAll(do func()) {
	if p.total <= len(p.List.Papers()) {
		do()
		return
	}
	p.then = do
	p.more(0)
}

// Opening says whether the papers of the view have not come yet: those in the
// list are of the view before.
func (p *Pane) Opening() bool { return p.opening && !p.failed }

// WhenShown does something with papers of the view once they are there; not at
// all where they do not come, or another view is opened first.
func (p *Pane) WhenShown(do func()) {
	if p.Opening() {
		p.shown = append(p.shown, do)
		return
	}
	do()
}

// HubPlace is what Hugging Face has found, which is no place of the library.
const HubPlace models.Place = "hub"

// OpenNow is Open, but reads before it returns: the window's first picture has
// papers in it then.
func (p *Pane) OpenNow(v models.View, paper string) {
	p.reads = p.latest.Now
	p.Open(v, paper)
	p.reads = p.latest.Go
}

// Reload reads the same view again; scroll, current paper and marks stay.
func (p *Pane) Reload() { p.load(true) }

// Kind is the kind of a view's list.
func Kind(v models.View) string {
	if v.Kind == "" {
		return models.DayList
	}
	return v.Kind
}

// setSince notes since when papers of this list are new to the reader: since
// they last looked, or else from now on.
func (p *Pane) setSince(since time.Time) {
	now := p.config.Clock()
	if since.IsZero() {
		since = now
	}
	p.view.Since = since
	p.List.Band = words.T("new since %s", since.Local().Format("15:04"))
	if now.Sub(since) > 20*time.Hour {
		p.List.Band = words.T("new since %s", words.ShortDay(since.Local()))
	}
}

// withoutMuted is papers without those that a rule mutes, unless the reader
// wants to see them.
func (p *Pane) withoutMuted(papers []models.Paper) []models.Paper {
	p.muted = 0
	shown := make([]models.Paper, 0, len(papers))
	for _, paper := range papers {
		if paper.Muted != "" {
			p.muted++
			if !p.showMuted {
				continue
			}
		}
		shown = append(shown, paper)
	}
	p.fold.Text = ""
	if p.muted > 0 {
		p.fold.Text = words.T("%d muted", p.muted)
		if p.showMuted {
			p.fold.Text = words.T("Hide %d muted", p.muted)
		}
	}
	p.fold.Hidden = p.fold.Text == ""
	p.fold.Refresh()
	if p.second != nil {
		p.second.Refresh() // its width is another
	}
	return shown
}

// Muted is what is said about muted papers, empty where there are none.
func (p *Pane) Muted() string { return p.fold.Text }

// ToggleMuted shows the muted papers of the list, or folds them away.
func (p *Pane) ToggleMuted() {
	p.showMuted = !p.showMuted
	p.load(true)
}

func (p *Pane) find(arxivID string) bool {
	for _, paper := range p.List.Papers() {
		if paper.ArxivID == arxivID {
			return p.List.Find(paper.ID)
		}
	}
	return false
}

// sentence is what a reader is told of an error.
func sentence(err error) string {
	var known *models.Error
	if errors.As(err, &known) {
		return words.Formatted(known.Message, known.Format, known.Args)
	}
	return words.T("The papers could not be read. Your library is untouched.")
}

// Ordered says that a view is in the reader's own order, in which papers can be
// moved.
func Ordered(v models.View) bool {
	return v.Place == models.ToReadPlace && v.Query == "" && v.Sort == models.OwnOrder && v.Tags.Empty()
}

// Title is the pane's heading.
func (p *Pane) Title() string { return p.title.Text }

// SetTitle names the place where its name is the reader's own: a tag.
func (p *Pane) SetTitle(title string) { p.title.SetText(title) }

// SetNote says something more about the place in the line under its heading,
// until another is shown.
func (p *Pane) SetNote(note string) {
	if p.note == note {
		return
	}
	p.note = note
	if !p.opening {
		p.showSub()
	}
}

func (p *Pane) showSub() {
	list := p.listState
	n := max(len(p.List.Papers()), p.total)
	text := papersText(n)
	switch {
	case n == 0:
		text = ""
		p.progress.clear()
	case p.List.Marked() > 0:
		text = words.T("%d of %s selected", p.List.Marked(), text)
	case p.partial:
		text = words.T("%s so far", text)
	case p.tooMany:
		text = words.T("The best %d papers; type more to narrow", searchLimit)
	case p.view.Query != "":
		text = words.T("%s found", text)
		if p.view.Place != HubPlace {
			text += "  ·  " + words.T("%s asks Hugging Face", p.press("hub"))
		}
	case p.view.Place == models.DailyPlace && !list.ReadAt.IsZero():
		if list.Growing {
			text = words.T("%s so far", text)
		}
		text += "  ·  " + words.T("%d left", list.Left)
		p.progress.set(list.Papers-list.Left, list.Papers)
	}
	if p.note != "" {
		text = strings.TrimPrefix(text+"  ·  "+p.note, "  ·  ")
	}
	p.sub.SetText(text)
}

// Sub is the line under the heading.
func (p *Pane) Sub() string { return p.sub.Text }

// SortMenu lets the reader choose an order.
func (p *Pane) SortMenu() {
	var items []*fyne.MenuItem
	for _, s := range sorts(p.view) {
		item := fyne.NewMenuItem(s.name, func() { p.config.OnSort(s.sort) })
		item.Checked = s.sort == p.view.Sort
		items = append(items, item)
	}
	popUpAt(p.sort, widget.NewPopUpMenu(fyne.NewMenu("", items...), p.canvas()))
}

func (p *Pane) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(p) }

type popUp interface {
	ShowAtPosition(fyne.Position)
}

func popUpAt(below fyne.CanvasObject, menu popUp) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	menu.ShowAtPosition(at.Add(fyne.NewPos(0, below.Size().Height+2)))
}

// Calendar lets the reader choose a day.
func (p *Pane) Calendar() {
	at := p.config.Clock()
	if first, _, err := models.ListDays(Kind(p.view), p.view.Day); err == nil {
		at = first
	}
	var pop *widget.PopUp
	month := ui.NewMonth(at, func(t time.Time) {
		pop.Hide()
		p.FocusList()
		p.config.OnDay(0, models.ListKey(Kind(p.view), t))
	}, func() {
		pop.Hide()
		p.FocusList()
	})
	pop = widget.NewPopUp(ui.Pad(6, 6, 6, 6, month), p.canvas())
	popUpAt(p.cal, pop)
	p.canvas().Focus(month)
}

// Loading shows placeholders until papers come, if nothing is shown yet.
func (p *Pane) Loading() {
	if len(p.List.Papers()) == 0 {
		p.empty.Hide()
		p.skeleton.Show()
	}
}

// Sign is the icon before the slim line.
type Sign string

// The signs.
const (
	Info    Sign = "calendar"
	Offline Sign = "offline"
	Trouble Sign = "warning"
)

// Quiet takes the slim line away.
func (p *Pane) Quiet() { p.Tell("", "", "", nil) }

// Tell shows a slim line above the cards; do may be nil. An empty text takes it
// away.
func (p *Pane) Tell(icon Sign, text, action string, do func()) {
	p.skeleton.Hide()
	if text == "" && p.banner.Hidden {
		return
	}
	if text == "" {
		p.banner.hide()
	} else {
		p.banner.say(icon, text, action, do)
	}
	if p.content != nil {
		p.content.Refresh()
	}
}

// Told is the text of the slim line.
func (p *Pane) Told() string {
	if p.banner.Hidden {
		return ""
	}
	return p.banner.text.Text
}

// TakeOffer does what the slim line offers and says whether it offers anything.
func (p *Pane) TakeOffer() bool {
	if p.Told() == "" || p.banner.action.OnTapped == nil {
		return false
	}
	p.banner.action.OnTapped()
	return true
}

// CreateRenderer is for Fyne.
func (p *Pane) CreateRenderer() fyne.WidgetRenderer {
	first := container.New(&headLayout{p.fitPlaceholder}, p.previous, p.next, p.title, p.cal, p.search.Bare())
	p.second = container.NewBorder(nil, nil, nil, container.NewHBox(p.fold, p.sort), p.sub)
	head := ui.Pad(headTop, headPad, 6, headPad, container.New(layout.NewCustomPaddedVBoxLayout(2), first, p.second, p.progress, p.chips))
	top := container.New(layout.NewCustomPaddedVBoxLayout(0), head, ui.Rule(), p.banner)
	p.content = ui.Dock(top, p.hint, container.NewStack(p.List, p.skeleton, p.empty))
	p.whole = container.New(&offersLayout{p}, ui.On(theme.ColorNameBackground, p.content), p.offers)
	return widget.NewSimpleRenderer(p.whole)
}
