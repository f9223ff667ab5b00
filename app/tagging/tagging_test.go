package tagging_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app/tagging"
	"offprint/app/ui"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pick opens the pane over some tags, and tells what it was told.
func pick(t *testing.T, tags []models.Tag, on ...string) (*tagging.Picker, func() string) {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(ui.NewTheme(ui.Light))
	below := ui.NewLine("Tags", 13, "")
	w := test.NewTempWindow(t, container.NewVBox(below))
	w.Resize(fyne.NewSize(900, 700))
	has := map[string]bool{}
	for _, name := range on {
		has[name] = true
	}
	var told []string
	p := tagging.Open(w.Canvas(), below, tagging.Config{
		Tags: tags, On: has, Papers: "this paper",
		OnToggle: func(name string, on bool) { told = append(told, fmt.Sprint(name, " ", on)) },
		OnClose:  func() { told = append(told, "closed") },
	})
	return p, func() string { return strings.Join(told, ", ") }
}

func press(p *tagging.Picker, names ...fyne.KeyName) {
	for _, name := range names {
		p.Field().TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func some() []models.Tag {
	return []models.Tag{
		{ID: 1, Name: "agents", Hotkey: 1, Color: "#2456a6"}, {ID: 2, Name: "Benchmarks"}, {ID: 3, Name: "world/agents"},
	}
}

func TestWhatIsOffered(t *testing.T) {
	p, _ := pick(t, some(), "agents")
	for typed, want := range map[string]string{
		"":           "agents|Benchmarks|world/agents",
		"ag":         "agents|world/agents|+ ag", // those that begin so first
		"AGENTS":     "agents|world/agents",      // whatever the case, it is there
		"bench":      "Benchmarks|+ bench",
		"  new  ":    "+ new",
		"/":          "world/agents",
		"a / b":      "+ a/b",
		"benchmarks": "Benchmarks",
	} {
		p.Field().SetText(typed)
		if got := strings.Join(p.Offers(), "|"); got != want {
			t.Errorf("%q offers %s, want %s", typed, got, want)
		}
	}
	p.Field().SetText(strings.Repeat("x", 200))
	if got := p.Offers(); len(got) != 0 {
		t.Errorf("a name that is too long offers %v", got)
	}
}

func TestChoosing(t *testing.T) {
	p, told := pick(t, some(), "agents")
	press(p, fyne.KeyReturn)                         // takes agents away
	press(p, fyne.KeyDown, fyne.KeyReturn)           // gives the second
	press(p, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn) // above the first there is none
	test.Type(p.Field(), "fresh")
	press(p, fyne.KeyReturn)
	if p.Field().Text != "" {
		t.Errorf("%q is left in the field", p.Field().Text)
	}
	if !slices.Contains(p.Offers(), "fresh") {
		t.Errorf("a new tag is not among %v", p.Offers())
	}
	test.Type(p.Field(), "fresh")
	press(p, fyne.KeyReturn) // and can be taken away again
	press(p, fyne.KeyEscape)
	if got := told(); got != "agents false, Benchmarks true, agents true, fresh true, fresh false, closed" {
		t.Errorf("told %s", got)
	}
}

func TestNoTagsYet(t *testing.T) {
	p, told := pick(t, nil)
	press(p, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	if got := told(); got != "closed" { // Enter on nothing ends it
		t.Errorf("told %s", got)
	}
}

func TestManyTagsCanAllBeReached(t *testing.T) {
	var tags []models.Tag
	for i := range 30 {
		tags = append(tags, models.Tag{ID: int64(i + 1), Name: fmt.Sprintf("tag %02d", i)})
	}
	p, told := pick(t, tags)
	if len(p.Offers()) > 8 {
		t.Errorf("%d are offered at once", len(p.Offers()))
	}
	test.Type(p.Field(), "tag 29")
	press(p, fyne.KeyReturn)
	if got := told(); got != "tag 29 true" {
		t.Errorf("told %s", got)
	}
}
