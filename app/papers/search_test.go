package papers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"offprint/app/ui"
	"offprint/models"
)

func ids(papers []models.Paper) string {
	var all []string
	for _, p := range papers {
		all = append(all, fmt.Sprint(p.ID))
	}
	return strings.Join(all, " ")
}

func search(query string) models.View {
	return models.View{Place: models.Everywhere, Query: query, Typing: true}
}

func TestTheExactOrderTakesThePlaceOfTheFirstResults(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.first, p.library.slow = numbered(1, 20), time.Second
		p.library.views[models.Everywhere] = append(numbered(9, 12), numbered(1, 3)...)
		p.Open(search("paper"), "")
		p.wait(0)
		if ids(p.List.Papers()) != ids(numbered(1, 20)) || p.Sub() != "20 papers so far" || p.current() != 1 {
			t.Errorf("at first %s, %q, paper %d", ids(p.List.Papers()), p.Sub(), p.current())
		}
		p.wait(2 * time.Second)
		if ids(p.List.Papers()) != "9 10 11 12 1 2 3" || p.current() != 9 || !strings.HasPrefix(p.Sub(), "7 papers found") {
			t.Errorf("then %s, %q, paper %d", ids(p.List.Papers()), p.Sub(), p.current())
		}
		if got := strings.Join(p.told, ", "); got != "1 false, 9 false" {
			t.Errorf("told %s", got)
		}
	})
}

func TestTheExactOrderDoesNotMoveAReaderWhoWentOn(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.first, p.library.slow = numbered(1, 50), time.Second
		exact := slices.Concat(numbered(70, 75), numbered(3, 3), numbered(40, 60))
		p.library.views[models.Everywhere] = exact
		p.Open(search("paper"), "")
		p.wait(0)
		p.List.Go(1)
		last := p.List.LastInSight()
		if last < 3 || last > 12 {
			t.Fatalf("the last in sight is number %d", last)
		}
		p.wait(2 * time.Second)
		stay := ids(numbered(1, last+1))
		behind := ids(slices.DeleteFunc(slices.Clone(exact), func(q models.Paper) bool { return q.ID == 3 }))
		if got := ids(p.List.Papers()); got != stay+" "+behind || p.List.Index() != 1 || p.List.Offset() != 0 {
			t.Errorf("%s, number %d of it at %v", got, p.List.Index(), p.List.Offset())
		}
		p.Reload() // something changed: nothing moves either
		p.wait(2 * time.Second)
		if got := ids(p.List.Papers()); got != stay+" "+behind || p.List.Index() != 1 {
			t.Errorf("after a change %s, number %d", got, p.List.Index())
		}
	})
}

func TestNothingFoundIsSaidOnlyOnceAllWasLookedThrough(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.first, p.library.slow = []models.Paper{}, time.Second
		p.library.views[models.Everywhere] = numbered(20, 25)
		p.Open(search("rare"), "")
		p.wait(0)
		if strings.HasPrefix(p.Empty(), "Nothing found") {
			t.Error("it says that nothing was found when only the first were looked through")
		}
		p.wait(2 * time.Second)
		if got := ids(p.List.Papers()); got != ids(numbered(20, 25)) {
			t.Errorf("papers %s", got)
		}
	})
}

func TestAStaleExactOrderIsDropped(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.first, p.library.slow = numbered(1, 5), 3*time.Second
		p.library.views[models.Everywhere] = numbered(20, 25)
		p.Open(search("pap"), "")
		p.wait(time.Second)
		p.wait(0) // until the exact order is asked for
		p.library.first = numbered(1, 4)
		p.library.views[models.Everywhere] = numbered(30, 34)
		p.Open(search("pape"), "")
		p.wait(0)
		p.wait(2500 * time.Millisecond) // the first would have come
		if ids(p.List.Papers()) != ids(numbered(1, 4)) {
			t.Errorf("%s", ids(p.List.Papers()))
		}
		p.wait(2 * time.Second)
		if ids(p.List.Papers()) != ids(numbered(30, 34)) {
			t.Errorf("%s", ids(p.List.Papers()))
		}
	})
}

func TestASearchAsksWhereItsWordsAre(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.Open(search("paper"), "")
		p.wait(0)
		p.Open(day, "")
		p.wait(0)
		if n := len(p.library.asked); n != 2 || !p.library.asked[0].Hits || p.library.asked[1].Hits {
			t.Errorf("asked %+v", p.library.asked)
		}
	})
}

// field is the search field with the cursor in it.
func (p *pane) field() *ui.Field {
	p.FocusSearch()
	return fyne.CurrentApp().Driver().CanvasForObject(p.Pane).Focused().(*ui.Field)
}

func (p *pane) inField() bool { return p.Searching() }

func (p *pane) keys(names ...fyne.KeyName) {
	for _, name := range names {
		fyne.CurrentApp().Driver().CanvasForObject(p.Pane).Focused().TypedKey(&fyne.KeyEvent{Name: name})
		p.wait(0)
	}
}

// letters completes the last word of a query to a, b and c behind it.
func letters(query string, cursor int) []models.Completion {
	var all []models.Completion
	for _, letter := range []string{"a", "b", "c"} {
		all = append(all, models.Completion{Kind: "tag", Text: query[:cursor] + letter + " ", From: 0, To: len(query), Name: letter})
	}
	return all
}

func TestWhatIsTypedIsCompleted(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.complete = letters
		p.FocusSearch()
		focused := fyne.CurrentApp().Driver().CanvasForObject(p.Pane).Focused()
		field := focused.(*ui.Field)
		typed := func(text string) {
			field.SetText("")
			p.wait(0)
			for _, r := range text {
				field.TypedRune(r)
			}
			p.wait(0)
		}
		offered := func() string {
			names, at := p.Offered()
			return fmt.Sprint(names, at)
		}
		typed("x")
		if got := offered(); got != "[] -1" {
			t.Errorf("after one letter %s", got)
		}
		typed("tag:x")
		if got := offered(); got != "[a b c] -1" || !p.inField() || !field.AcceptsTab() {
			t.Errorf("offered %s", got)
		}
		p.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyDown)
		if got := offered(); got != "[a b c] 1" || !p.inField() {
			t.Errorf("after Down %s", got)
		}
		p.keys(fyne.KeyReturn)
		if field.Text != "tag:xb " || field.CursorColumn != 7 || !p.inField() || p.typed[len(p.typed)-1] != "tag:xb " {
			t.Errorf("%q with the cursor at %d, told %q", field.Text, field.CursorColumn, p.typed)
		}
		typed("tag:x")
		p.keys(fyne.KeyTab)
		if field.Text != "tag:xa " {
			t.Errorf("Tab makes %q", field.Text)
		}
		typed("tag:x")
		p.keys(fyne.KeyEscape)
		if got := offered(); got != "[] -1" || field.Text != "tag:x" || field.AcceptsTab() {
			t.Errorf("after Escape %s, %q", got, field.Text)
		}
		p.keys(fyne.KeyEscape)
		if field.Text != "" || p.inField() {
			t.Errorf("after another %q", field.Text)
		}
		if len(p.used) != 0 {
			t.Errorf("used %q", p.used)
		}
	})
}

func TestDownGoesToThePapersUnlessTheReaderWantsToChoose(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.complete = letters
		p.Open(day, "")
		p.wait(0)
		field := p.field()
		for _, r := range "word" {
			field.TypedRune(r)
		}
		p.wait(0)
		if names, _ := p.Offered(); len(names) != 3 {
			t.Errorf("offered %q", names)
		}
		p.keys(fyne.KeyDown)
		if names, _ := p.Offered(); p.inField() || len(names) != 0 {
			t.Errorf("after Down the cursor is in the field: %v, offered %q", p.inField(), names)
		}
		p.FocusSearch()
		field.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeySpace, Modifier: fyne.KeyModifierControl})
		p.wait(0)
		p.keys(fyne.KeyDown, fyne.KeyRight)
		if field.Text != "worda " || !p.inField() {
			t.Errorf("Right makes %q", field.Text)
		}
		p.keys(fyne.KeyReturn)
		if p.inField() || strings.Join(p.used, "|") != "worda " {
			t.Errorf("used %q", p.used)
		}
	})
}

func TestAnEmptyFieldOffersRecentSearches(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		for i := range 12 {
			p.library.recent = append(p.library.recent, fmt.Sprint("search ", i))
		}
		p.Open(day, "")
		p.wait(0)
		field := p.field()
		p.wait(0)
		if names, at := p.Offered(); len(names) != 7 || at != -1 || field.AcceptsTab() {
			t.Errorf("offered %q, %d", names, at)
		}
		p.keys(fyne.KeyDown)
		if names, _ := p.Offered(); p.inField() || len(names) != 0 {
			t.Errorf("after Down the cursor is in the field: %v, offered %q", p.inField(), names)
		}
		p.FocusSearch()
		field.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeySpace, Modifier: fyne.KeyModifierControl})
		p.wait(0)
		p.keys(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
		if field.Text != "search 1" || p.typed[len(p.typed)-1] != "search 1" {
			t.Errorf("%q is searched for", field.Text)
		}
	})
}

func TestTheQuerysPartsCanBeTakenOff(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		p.library.views[models.Everywhere] = numbered(1, 3)
		const query = `unlearning "reversal curse" -survey tag:agents`
		p.FocusSearch()
		p.Open(search(query), "")
		p.wait(0)
		if got := p.Parts(); len(got) != 0 {
			t.Errorf("while one types there are %q", got)
		}
		at := func() float32 { return fyne.CurrentApp().Driver().AbsolutePositionForObject(p.List).Y }
		top := at()
		p.FocusList()
		if got := strings.Join(p.Parts(), "|"); got != `unlearning|"reversal curse"|-survey|tag:agents` {
			t.Errorf("the parts are %s", got)
		}
		if now := at(); now <= top {
			t.Errorf("the papers lie at %v with parts, at %v without", now, top)
		}
		if !p.DropLastPart() || p.typed[len(p.typed)-1] != `unlearning "reversal curse" -survey` {
			t.Errorf("searched for %q", p.typed)
		}
		p.Open(day, "")
		p.wait(0)
		if got := p.Parts(); len(got) != 0 || p.DropLastPart() {
			t.Errorf("a day has the parts %q", got)
		}
	})
}

func TestAMistypedFilterIsExchangedForWhatWasMeant(t *testing.T) {
	show(t, func(t *testing.T, p *pane) {
		_, p.library.err = models.ParseQuery("stat:done x", false)
		p.Open(search("stat:done x"), "")
		p.wait(0)
		if p.Told() == "" || strings.Join(p.Parts(), "|") != "stat:done → state:done|x" {
			t.Errorf("told %q, parts %q", p.Told(), p.Parts())
		}
		if !p.TakeOffer() || p.typed[len(p.typed)-1] != "state:done x" {
			t.Errorf("searched for %q", p.typed)
		}
	})
}
