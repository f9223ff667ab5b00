package action_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"offprint/app/action"
)

func table(t *testing.T, did *[]string, possible *bool) *action.Table {
	t.Helper()
	do := func(id string) func() { return func() { *did = append(*did, id) } }
	table, err := action.NewTable([]action.Action{
		{ID: "next", Name: "Next paper", Menu: action.Go, Keys: []string{"j", "Down"}, Do: do("next")},
		{ID: "keep", Name: "Keep", Menu: action.Paper, Keys: []string{"s"}, Do: do("keep"), When: func() bool { return *possible }, Otherwise: "Choose a paper first."},
		{ID: "read", Name: "To read", Menu: action.Paper, Keys: []string{"r q"}, Do: do("read")},
		{ID: "reading", Name: "Reading", Menu: action.Paper, Keys: []string{"r r"}, Do: do("reading")},
		{ID: "undo", Name: "Undo", Menu: action.Edit, Keys: []string{"Ctrl+Z", "z"}, Do: do("undo")},
		{ID: "back", Name: "Back", Menu: action.Go, Keys: []string{"Esc"}, Do: do("back")},
	}, func(why string) { *did = append(*did, why) })
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestKeys(t *testing.T) {
	var did []string
	possible := true
	k := action.NewKeyboard(table(t, &did, &possible))
	var pending []string
	k.OnPending = func(begun string, next []action.Action) {
		pending = append(pending, begun)
		if begun == "r" && len(next) != 2 {
			t.Errorf("after r: %d actions", len(next))
		}
	}
	for _, r := range "jsrqrrrx?z" {
		k.TypedRune(r)
	}
	for _, name := range []fyne.KeyName{fyne.KeyDown, fyne.KeyF12, fyne.KeyEscape} {
		k.TypedKey(&fyne.KeyEvent{Name: name})
	}
	k.TypedRune('r')
	k.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) // ends the pair only
	k.TypedRune('q')
	k.TypedShortcut(&fyne.ShortcutUndo{})
	possible = false
	k.TypedRune('s')
	if got, want := strings.Join(did, " "), "next keep read reading undo next back undo Choose a paper first."; got != want {
		t.Errorf("did %q\nwant %q", got, want)
	}
	if got := strings.Join(pending, ","); got != "r,,r,,r,,r," {
		t.Errorf("pending %q", got)
	}
}

func TestEveryActionIsInAMenuOnTheSheetAndInThePalette(t *testing.T) {
	var did []string
	possible := true
	table := table(t, &did, &possible)
	var items, sheet []string
	for _, m := range table.MainMenu().Items {
		for _, i := range m.Items {
			items = append(items, i.Label)
			if strings.HasPrefix(i.Label, "Undo") && i.Shortcut == nil {
				t.Error("Undo has no shortcut in its menu")
			}
			if strings.HasPrefix(i.Label, "Keep") && i.Shortcut != nil {
				t.Error("a bare key is bound in the menu")
			}
		}
	}
	for _, g := range table.Sheet() {
		for _, a := range g.Actions {
			sheet = append(sheet, a.ID)
		}
	}
	if got := strings.Join(items, "|"); got != "Undo  (z)|Next paper  (j, ↓)|Back  (Esc)|Keep  (s)|To read  (r q)|Reading  (r r)" {
		t.Errorf("menus %s", got)
	}
	if got := strings.Join(sheet, " "); got != "undo next back keep read reading" {
		t.Errorf("sheet %s", got)
	}
	if found := table.Find("rdg"); len(found) != 1 || found[0].ID != "reading" {
		t.Errorf("palette finds %v", found)
	}
	if len(table.Find(" ")) != 6 {
		t.Error("an empty palette does not list everything")
	}
}

func TestAKeyIsNotGivenTwice(t *testing.T) {
	do := func() {}
	for name, actions := range map[string][]action.Action{
		"key":        {{ID: "a", Keys: []string{"s"}, Do: do}, {ID: "b", Keys: []string{"s"}, Do: do}},
		"identifier": {{ID: "a", Do: do}, {ID: "a", Do: do}},
		"no key":     {{ID: "a", Keys: []string{"Hyper+X"}, Do: do}},
		"long":       {{ID: "a", Keys: []string{"abc"}, Do: do}},
	} {
		if _, err := action.NewTable(actions, func(string) {}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
