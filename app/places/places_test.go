package places_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/places"
	"offprint/app/ui"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type keyboard struct{ got *string }

func (k keyboard) TypedRune(r rune)              { *k.got += string(r) }
func (k keyboard) TypedKey(e *fyne.KeyEvent)     { *k.got += string(e.Name) }
func (k keyboard) TypedShortcut(s fyne.Shortcut) { *k.got += s.ShortcutName() }

// row is a place as a reader, or a screen reader, meets it.
type row interface {
	fyne.Focusable
	fyne.Tappable
	AccessibilityLabel() string
}

func rows(o fyne.CanvasObject) (found []row) {
	if r, ok := o.(row); ok {
		return []row{r}
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			found = append(found, rows(child)...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			found = append(found, rows(child)...)
		}
	}
	return found
}

func labels(p *places.Pane) string {
	var all []string
	for _, r := range rows(p) {
		all = append(all, r.AccessibilityLabel())
	}
	return strings.Join(all, " | ")
}

func TestPlacesAndTheirCounts(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	var went []places.Place
	keys := ""
	p := places.New(keyboard{&keys}, func(to places.Place) { went = append(went, to) }, func(int64) {})
	test.NewTempWindow(t, p).Resize(fyne.NewSize(214, 700))
	if got := labels(p); got != "Today | This week | This month | Trending | To read | Reading | Done | With notes | Starred | Archived | Trash | Settings" {
		t.Errorf("at first: %s", got)
	}
	p.Set(models.Counts{
		Places: map[models.Place]int{models.ToReadPlace: 12, models.StarredPlace: 3},
		Tags:   []models.Tag{{ID: 4, Name: "agents", Hotkey: 1, Papers: 7}, {ID: 9, Name: "nobody's", Papers: 0}},
	}, 25)
	if got := labels(p); got != "Today, 25 | This week | This month | Trending | To read, 12 | Reading | Done | With notes | Starred, 3 | Archived | Trash | agents, 1 · 7 | nobody's | Settings" {
		t.Errorf("with counts: %s", got)
	}
	for _, r := range rows(p) {
		r.Tapped(&fyne.PointEvent{})
	}
	last := rows(p)[11]
	last.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	last.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	last.TypedRune(' ')
	last.TypedRune('j')
	last.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	want := []places.Place{
		{Place: models.DailyPlace}, {Place: models.DailyPlace, Kind: models.WeekList}, {Place: models.DailyPlace, Kind: models.MonthList},
		{Place: models.DailyPlace, Kind: models.TrendingList}, {Place: models.ToReadPlace}, {Place: models.ReadingPlace}, {Place: models.DonePlace}, {Place: models.NotesPlace},
		{Place: models.StarredPlace}, {Place: models.ArchivedPlace}, {Place: places.Trash}, {Place: models.TagPlace, Tag: 4}, {Place: models.TagPlace, Tag: 9},
		{Place: places.Settings}, {Place: models.TagPlace, Tag: 4}, {Place: models.TagPlace, Tag: 4},
	}
	if !slices.Equal(went, want) {
		t.Errorf("went to %v", went)
	}
	if keys != "jDown" {
		t.Errorf("handed on %q", keys)
	}
	// a tag goes, another takes its row
	p.Set(models.Counts{Tags: []models.Tag{{ID: 9, Name: "nobody's", Papers: 1}}}, 0)
	if got := labels(p); got != "Today | This week | This month | Trending | To read | Reading | Done | With notes | Starred | Archived | Trash | nobody's, 1 | Settings" {
		t.Errorf("after a tag went: %s", got)
	}
	p.SetSmart([]models.SmartList{{ID: 3, Name: "soon", Papers: 5}, {ID: 2, Name: "all", Papers: 999, More: true, Color: "#2563EB"}, {ID: 9, Name: "old", Wrong: "There is no filter."}})
	if got := labels(p); !strings.HasSuffix(got, "nobody's, 1 | soon, 5 | all, 999+ | old, wrong filter | Settings") {
		t.Errorf("with smart lists: %s", got)
	}
	went = nil
	rows(p)[14].Tapped(&fyne.PointEvent{}) // the list that has the tag's key
	if !slices.Equal(went, []places.Place{{Place: models.SmartPlace, Smart: 9}}) {
		t.Errorf("its row leads to %v", went)
	}
	went = nil
	rows(p)[11].Tapped(&fyne.PointEvent{})
	if !slices.Equal(went, []places.Place{{Place: models.TagPlace, Tag: 9}}) {
		t.Errorf("its row leads to %v", went)
	}
}
