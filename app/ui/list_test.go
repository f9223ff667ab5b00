package ui_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/models"
)

// pictures is a source of pictures that answers when the test says so.
type pictures struct {
	cached map[string]image.Image
	asked  map[string]context.Context
	done   map[string]func(image.Image, error)
	order  []string
}

func newPictures() *pictures {
	return &pictures{map[string]image.Image{}, map[string]context.Context{}, map[string]func(image.Image, error){}, nil}
}

func (p *pictures) Cached(url string) (image.Image, bool) {
	picture, ok := p.cached[url]
	return picture, ok
}

func (p *pictures) Load(ctx context.Context, url string, done func(image.Image, error)) {
	p.asked[url], p.done[url] = ctx, done
	p.order = append(p.order, url)
}

// papersNumbered are papers with the keys 1 to n.
func papersNumbered(n int) []models.Paper {
	papers := make([]models.Paper, n)
	for i := range papers {
		stars := i * 7
		papers[i] = models.Paper{
			ID: int64(i + 1), ArxivID: fmt.Sprintf("2603.%05d", i+1), Title: fmt.Sprintf("Paper number %d on the scrolling of long lists of cards in windows", i+1),
			Authors: []string{"Ann Ode", "Bo Ree", "Cy Dee", "Di Eff"}, Organization: "A Laboratory", Upvotes: 3 * i, Comments: i % 9,
			GitHubStars: &stars, Thumbnail: fmt.Sprintf("http://pictures.test/%d.png", i+1), Seen: i%3 == 0,
		}
		if i%5 == 0 {
			papers[i].Entry = &models.Entry{State: models.ToRead, Starred: i%10 == 0, Rating: i % 6}
			papers[i].Tags = []models.Tag{{ID: 1, Name: "agents", Color: "#2456a6"}, {ID: 2, Name: "world models"}}
		}
	}
	return papers
}

// newApp starts an app with Offprint's look.
func newApp(t testing.TB) fyne.App {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	return a
}

// showList puts a list of cards into a window in which four and a half fit.
func showList(t testing.TB, n int, source ui.Pictures) (*ui.List, *desk) {
	t.Helper()
	d := &desk{}
	tasks := ui.NewTasks(t.Context(), d.dispatch)
	t.Cleanup(tasks.Close)
	l := ui.NewList(tasks, source)
	w := test.NewTempWindow(t, l)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(520, 4.5*ui.CardHeight()))
	l.SetPapers(papersNumbered(n), false)
	return l, d
}

// cardsOf are the list's cards, those that are kept for later too.
func cardsOf(o fyne.CanvasObject) (cards []*ui.Card) {
	switch o := o.(type) {
	case *ui.Card:
		return []*ui.Card{o}
	case *fyne.Container:
		for _, child := range o.Objects {
			cards = append(cards, cardsOf(child)...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			cards = append(cards, cardsOf(child)...)
		}
	}
	return cards
}

// inSight are the keys of the papers on the cards shown, from the top.
func inSight(l *ui.List) (ids []int64) {
	cards := cardsOf(l)
	slices.SortFunc(cards, func(a, b *ui.Card) int { return int(a.Position().Y - b.Position().Y) })
	for _, c := range cards {
		if c.Visible() && c.Paper() != nil {
			ids = append(ids, c.Paper().ID)
		}
	}
	return ids
}

func TestOnlyTheCardsInSightExist(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 1000, nil)
	const fit float32 = 4.5
	for _, offset := range []float32{0, 50, 108, 5000, 99 * ui.CardHeight(), 20, 1000 * ui.CardHeight()} {
		l.ScrollTo(offset)
		ids := inSight(l)
		first := int64(l.Offset()/ui.CardHeight()) + 1
		if len(ids) == 0 || ids[0] != first || !slices.IsSorted(ids) {
			t.Errorf("at %v the papers %v are in sight, want them from %d", offset, ids, first)
		}
		if n := float32(len(cardsOf(l))); n > fit+2 {
			t.Errorf("at %v there are %v cards, and %v fit", offset, n, fit)
		}
	}
	if ids := inSight(l); ids[len(ids)-1] != 1000 {
		t.Errorf("at the end %v is the last", ids[len(ids)-1])
	}
	l.SetPapers(papersNumbered(2), false)
	if ids := inSight(l); !slices.Equal(ids, []int64{1, 2}) {
		t.Errorf("of two papers %v are in sight", ids)
	}
	l.SetPapers(nil, false)
	if ids := inSight(l); len(ids) != 0 || l.Current() != nil || l.Index() != -1 {
		t.Errorf("of no paper %v are in sight, number %d is current", ids, l.Index())
	}
	for _, move := range []func(){func() { l.MoveBy(1) }, func() { l.Go(3) }, func() { l.MoveByPages(1) }, l.ToggleMark, l.MarkAll, func() { l.Go(-1) }} {
		move()
	}
	if l.Current() != nil || l.Marked() != 0 {
		t.Error("something of an empty list is current or marked")
	}
}

func TestCurrentAndMarksStayWithTheirPapers(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 20, nil)
	var told []int
	l.OnMarked = func(n int) { told = append(told, n) }
	l.Go(3)
	l.ToggleMark()
	l.Go(5)
	l.ToggleMark()
	l.Go(4)

	papers := papersNumbered(20)
	slices.Reverse(papers)
	l.SetPapers(papers, true)
	if l.Current().ID != 5 || l.Index() != 15 {
		t.Errorf("paper %d is current, number %d", l.Current().ID, l.Index())
	}
	if got := l.Chosen(); !slices.Equal(got, []int64{6, 4}) {
		t.Errorf("chosen: %v", got)
	}
	papers = slices.DeleteFunc(slices.Clone(papers), func(p models.Paper) bool { return p.ID == 4 || p.ID == 5 })
	l.SetPapers(papers, true)
	if l.Current() != nil || !slices.Equal(l.Chosen(), []int64{6}) {
		t.Errorf("current %v, chosen %v", l.Current(), l.Chosen())
	}
	if !slices.Equal(told, []int{1, 2, 1}) {
		t.Errorf("told of %v marks", told)
	}
	if !l.ClearMarks() || l.ClearMarks() {
		t.Error("ClearMarks does not say whether there were any")
	}
}

func TestTheListKeepsItsScroll(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 100, nil)
	l.ScrollTo(1000)
	l.SetPapers(papersNumbered(100), true)
	if l.Offset() != 1000 {
		t.Errorf("scrolled to %v", l.Offset())
	}
	l.SetPapers(papersNumbered(100), false)
	if l.Offset() != 0 {
		t.Errorf("another list begins at %v", l.Offset())
	}
	l.ScrollTo(5000)
	l.SetPapers(papersNumbered(3), true) // shorter than it was scrolled to
	if ids := inSight(l); len(ids) != 3 {
		t.Errorf("%v of three papers are in sight", ids)
	}
}

func TestTheCurrentPaperComesIntoSight(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 100, nil)
	var told []int
	l.OnCurrent = func(i int) { told = append(told, i) }
	for _, to := range []int{0, 10, 99, 50, 49, 1000, -5} {
		l.Go(to)
		at := float32(l.Index()) * ui.CardHeight()
		if at < l.Offset() || at+ui.CardHeight() > l.Offset()+4.5*ui.CardHeight() {
			t.Errorf("number %d is at %v, and the list is scrolled to %v", l.Index(), at, l.Offset())
		}
	}
	l.Go(0) // it is current already
	if !slices.Equal(told, []int{0, 10, 99, 50, 49, 99, 0}) {
		t.Errorf("told of %v", told)
	}
	if !l.Find(42) || l.Index() != 41 || l.Find(4711) || len(told) != 7 {
		t.Errorf("after Find number %d is current, told of %v", l.Index(), told)
	}
}

func TestClicks(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 100, nil)
	click := func(id int64, modifier fyne.KeyModifier) {
		for _, c := range cardsOf(l) {
			if c.Visible() && c.Paper().ID == id {
				c.MouseDown(&desktop.MouseEvent{Modifier: modifier})
				c.Tapped(&fyne.PointEvent{})
				return
			}
		}
		t.Fatalf("paper %d is not in sight", id)
	}
	click(2, 0)
	click(4, fyne.KeyModifierShift)
	if got := l.Chosen(); !slices.Equal(got, []int64{2, 3, 4}) {
		t.Errorf("Shift chose %v", got)
	}
	click(3, fyne.KeyModifierShortcutDefault)
	click(5, fyne.KeyModifierShortcutDefault)
	if got := l.Chosen(); !slices.Equal(got, []int64{2, 4, 5}) {
		t.Errorf("Ctrl chose %v", got)
	}
	click(1, 0)
	if l.Current().ID != 1 || l.Marked() != 3 {
		t.Errorf("a click made %d current and left %d marks", l.Current().ID, l.Marked())
	}
	var at fyne.Position
	l.OnSecondary = func(p fyne.Position) { at = p }
	cardsOf(l)[0].TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(3, 4)})
	if at != fyne.NewPos(3, 4) || l.Current().ID != cardsOf(l)[0].Paper().ID {
		t.Errorf("a right click at %v, paper %d is current", at, l.Current().ID)
	}
}

func pictureOf(l *ui.List, id int64) image.Image {
	for _, c := range cardsOf(l) {
		if !c.Visible() || c.Paper() == nil || c.Paper().ID != id {
			continue
		}
		for _, o := range test.WidgetRenderer(c).Objects() {
			if i, ok := o.(*canvas.Image); ok && i.Visible() && i.Resource == nil {
				return i.Image
			}
		}
	}
	return nil
}

func TestPicturesComeToTheirPapers(t *testing.T) {
	newApp(t)
	source := newPictures()
	ready := image.NewGray(image.Rect(0, 0, 2, 1))
	source.cached["http://pictures.test/2.png"] = ready
	l, d := showList(t, 100, source)
	if pictureOf(l, 2) != ready || source.asked["http://pictures.test/2.png"] != nil {
		t.Error("a picture in memory is not shown at once")
	}
	if len(source.asked) != 4 {
		t.Errorf("asked for %v", source.order)
	}
	come := image.NewGray(image.Rect(0, 0, 4, 2))
	source.done["http://pictures.test/1.png"](come, nil)
	source.done["http://pictures.test/3.png"](nil, errors.New("no picture"))
	if pictureOf(l, 1) != nil {
		t.Error("shown before the window's goroutine had a turn")
	}
	d.run()
	if pictureOf(l, 1) != come || pictureOf(l, 3) != nil {
		t.Error("the picture is not where it belongs")
	}

	// what is scrolled away is not loaded any more, and a late answer shows nowhere
	l.ScrollTo(50 * ui.CardHeight())
	if source.asked["http://pictures.test/4.png"].Err() == nil {
		t.Error("the load of a picture out of sight goes on")
	}
	source.done["http://pictures.test/4.png"](come, nil)
	source.done["http://pictures.test/51.png"](ready, nil)
	d.run()
	for _, id := range inSight(l) {
		if picture := pictureOf(l, id); id == 51 && picture != ready || id != 51 && picture != nil {
			t.Errorf("paper %d shows %v", id, picture)
		}
	}
	// on its way to the window's goroutine when its card went
	source.done["http://pictures.test/52.png"](come, nil)
	l.ScrollTo(0)
	d.run()
	for _, id := range inSight(l) {
		if id != 2 && pictureOf(l, id) == come {
			t.Errorf("paper %d shows another's picture", id)
		}
	}
	asked := len(source.order)
	l.SetPapers(papersNumbered(100), true)
	l.Refresh()
	if again := len(source.order) - asked; again != 0 {
		t.Errorf("%d pictures under way were asked for again", again)
	}
}

func TestWhatHasBecomeOfAPaperShowsAtOnce(t *testing.T) {
	newApp(t)
	l, _ := showList(t, 100, nil)
	l.Go(1)
	before := l.Papers()[1]
	changed := before
	changed.Entry, changed.Tags, changed.Title = &models.Entry{State: models.ToRead, Starred: true}, []models.Tag{{Name: "agents"}}, "another title"
	l.Update([]models.Paper{changed, {ID: 5000}})
	now := l.Current()
	if now.Entry == nil || !now.Entry.Starred || len(now.Tags) != 1 || now.Title != before.Title {
		t.Errorf("the paper is now %+v", now)
	}
	said := ""
	for _, c := range cardsOf(l) {
		if c.Paper().ID == now.ID {
			for _, o := range test.WidgetRenderer(c).Objects() {
				if text, ok := o.(*canvas.Text); ok && text.Visible() {
					said += text.Text + "\n"
				}
			}
		}
	}
	if !strings.Contains(said, "To read") || !strings.Contains(said, "agents") {
		t.Errorf("its card shows %q", said)
	}
}
