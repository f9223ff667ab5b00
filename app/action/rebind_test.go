package action_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"offprint/app/action"
)

func TestTheReadersKeysGoBeforeTheUsualOnes(t *testing.T) {
	for name, c := range map[string]struct {
		keys map[string][]string
		want string // the actions that have other keys than usual
		said []string
	}{
		"nothing set":        {nil, "", nil},
		"a free key":         {map[string][]string{"keep": {"k"}}, "keep=k", nil},
		"several":            {map[string][]string{"keep": {"k", "Ctrl+B", "g k"}}, "keep=k,Ctrl+B,g k", nil},
		"none":               {map[string][]string{"next": {}}, "next=", nil},
		"taken from another": {map[string][]string{"next": {"s"}}, "next=s keep=", []string{"s is Next paper's. Keep has no key then."}},
		"one of two taken":   {map[string][]string{"keep": {"j"}}, "next=Down keep=j", []string{"j is Keep's. Next paper still has ↓."}},
		"begins pairs":       {map[string][]string{"keep": {"r"}}, "keep=r read= reading=", []string{"r is Keep's. To read has no key then.", "r is Keep's. Reading has no key then."}},
		"a pair behind one":  {map[string][]string{"read": {"s s"}}, "keep= read=s s", []string{"s s is To read's. Keep has no key then."}},
		"set twice":          {map[string][]string{"keep": {"k"}, "next": {"k", "l"}}, "next=k,l", []string{"k is Next paper's already; Keep does not have it."}},
		"no action":          {map[string][]string{"kepe": {"k"}}, "", []string{"There is no action “kepe”; its keys were left out."}},
		"no key":             {map[string][]string{"keep": {"Hyper+X"}}, "", []string{"“Hyper+X” is no key; Keep does not have it."}},
		"one is no key":      {map[string][]string{"keep": {"abc", "k"}}, "keep=k", []string{"“abc” is no key; Keep does not have it."}},
		"invisible":          {map[string][]string{"keep": {"\u200e"}}, "", []string{"“\u200e” is no key; Keep does not have it."}},
		"Escape":             {map[string][]string{"keep": {"Esc"}}, "", []string{"Esc goes back, everywhere; it can do nothing else."}},
		"a text's key":       {map[string][]string{"keep": {"Ctrl+C"}}, "", []string{"Ctrl+C belongs to the text that one types; it can do nothing else."}},
		"a text's key again": {map[string][]string{"keep": {"Ctrl+Z"}}, "", []string{"Ctrl+Z belongs to the text that one types; it can do nothing else."}},
		"a word to the left": {map[string][]string{"keep": {"Ctrl+Left"}}, "", []string{"Ctrl+← belongs to the text that one types; it can do nothing else."}},
		"a capital":          {map[string][]string{"keep": {"Shift+S"}}, "", []string{"Shift+S types a character; with Ctrl it can be a key."}},
		"AltGr":              {map[string][]string{"keep": {"Ctrl+Alt+Q"}}, "", []string{"Ctrl+Alt+Q types a character on some keyboards; it can do nothing else."}},
		"undo keeps its own": {map[string][]string{"undo": {"u"}}, "undo=u,Ctrl+Z", nil},
		"back keeps its own": {map[string][]string{"back": {}}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var did []string
			possible := true
			table := table(t, &did, &possible)
			usual := map[string]string{}
			for _, a := range table.Actions() {
				usual[a.ID] = strings.Join(a.Keys, ",")
			}
			said := table.SetKeys(c.keys)
			var other []string
			for _, a := range table.Actions() {
				if now := strings.Join(a.Keys, ","); now != usual[a.ID] {
					other = append(other, a.ID+"="+now)
				}
			}
			if got := strings.Join(other, " "); got != c.want {
				t.Errorf("other keys have %q, want %q", got, c.want)
			}
			if !slices.Equal(said, c.said) {
				t.Errorf("it says %q\nwant %q", said, c.said)
			}
			table.SetKeys(nil)
			for _, a := range table.Actions() {
				if now := strings.Join(a.Keys, ","); now != usual[a.ID] {
					t.Errorf("afterwards %s has %s, not %s", a.ID, now, usual[a.ID])
				}
			}
		})
	}
}

func TestGivingAKeyTakesItFromWhoHadIt(t *testing.T) {
	var did []string
	possible := true
	table := table(t, &did, &possible)
	give := func(id string, keys ...string) string {
		t.Helper()
		all, said, ok := table.Give(id, keys)
		if ok {
			if again := table.SetKeys(all); len(again) > 0 {
				t.Errorf("what was given is not clean: %q", again)
			}
		}
		return fmt.Sprint(strings.Join(said, " "), ok)
	}
	if got := give("keep", "j"); got != "j was Next paper's. Next paper still has ↓.true" {
		t.Error(got)
	}
	k := action.NewKeyboard(table)
	k.TypedRune('j')
	k.TypedRune('s')
	k.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if got := strings.Join(did, " "); got != "keep next" {
		t.Errorf("did %q", got)
	}
	if got := give("next", "Down", "j"); got != "j was Keep's. Keep has no key then.true" {
		t.Error(got)
	}
	if got := give("keep", table.Usual("keep")...); got != "true" || table.Key("keep") != "s" {
		t.Errorf("%s, and Keep has %s", got, table.Key("keep"))
	}
	for _, c := range []struct{ key, want string }{
		{"Ctrl+Z", "Ctrl+Z belongs to the text that one types; it can do nothing else.false"},
		{"Esc", "Esc goes back, everywhere; it can do nothing else.false"},
	} {
		if got := give("keep", c.key); got != c.want {
			t.Error(got)
		}
	}
	if got := give("keep", "g", "g k"); !strings.HasSuffix(got, "false") {
		t.Errorf("a key and a pair that begins with it: %s", got)
	}
	if table.Key("keep") != "s" || table.Hint("nothing") != "" {
		t.Errorf("Keep has %s", table.Key("keep"))
	}
	if got := give("keep"); got != "true" || table.Hint("keep") != "“Keep”" {
		t.Errorf("without a key: %s, %s", got, table.Hint("keep"))
	}
	if table.Begin("read", "reading") != "r" || table.Begin("read", "keep") != "" {
		t.Errorf("the states begin with %q", table.Begin("read", "reading"))
	}
}

func TestAKeyOfAnActionInNoMenuIsOnTheSheet(t *testing.T) {
	table, err := action.NewTable([]action.Action{{ID: "dark", Name: "Look: dark", Do: func() {}}}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Sheet(); len(got) != 0 {
		t.Errorf("without a key the sheet has %v", got)
	}
	table.SetKeys(map[string][]string{"dark": {"g k"}})
	if got := table.Sheet(); len(got) != 1 || got[0].Menu != "" || got[0].Actions[0].ID != "dark" {
		t.Errorf("the sheet has %v", got)
	}
	if len(table.MainMenu().Items) != 0 || len(table.Find("look")) != 1 {
		t.Error("it is in a menu, or not in the palette")
	}
}

func TestPressedKeysAreWrittenAsActionsWriteThem(t *testing.T) {
	ctrl := fyne.KeyModifierShortcutDefault
	for want, s := range map[string]fyne.Shortcut{
		"Ctrl+K": &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: ctrl}, "Ctrl+Shift+Up": &desktop.CustomShortcut{KeyName: fyne.KeyUp, Modifier: ctrl | fyne.KeyModifierShift},
		"Alt+Left": &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}, "Ctrl+,": &desktop.CustomShortcut{KeyName: fyne.KeyComma, Modifier: ctrl},
		"Ctrl+Enter": &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: ctrl}, "Ctrl++": &desktop.CustomShortcut{KeyName: fyne.KeyPlus, Modifier: ctrl},
		"Ctrl+Z": &fyne.ShortcutUndo{}, "Ctrl+C": &fyne.ShortcutCopy{}, "": &desktop.CustomShortcut{KeyName: fyne.KeyUnknown, Modifier: ctrl},
	} {
		if got := action.OfShortcut(s); got != want {
			t.Errorf("%v is %q, want %q", s, got, want)
		}
	}
	for r, want := range map[rune]string{'s': "s", '*': "*", '日': "日", ' ': "", '\t': "", '\u200e': ""} {
		if got := action.OfRune(r); got != want {
			t.Errorf("%q is %q, want %q", r, got, want)
		}
	}
	if got := action.OfName(fyne.KeyEnter); got != "Enter" {
		t.Errorf("the other Enter is %q", got)
	}
}

// shortcuts is a canvas of which only the shortcuts are there.
type shortcuts struct {
	fyne.Canvas
	handler fyne.ShortcutHandler
}

func (s *shortcuts) AddShortcut(shortcut fyne.Shortcut, do func(fyne.Shortcut)) {
	s.handler.AddShortcut(shortcut, do)
}

func (s *shortcuts) RemoveShortcut(shortcut fyne.Shortcut) { s.handler.RemoveShortcut(shortcut) }

func TestShortcutsFollowTheKeysAndCanBeCaught(t *testing.T) {
	var did []string
	possible := true
	table := table(t, &did, &possible)
	c := &shortcuts{}
	table.SetKeys(map[string][]string{"keep": {"Ctrl+B", "Ctrl+D"}})
	table.BindShortcuts(c)
	press := func(k fyne.KeyName) {
		c.handler.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault})
	}
	press(fyne.KeyD)
	table.Capture = func(key string) { did = append(did, key) }
	press(fyne.KeyD)
	for _, m := range table.MainMenu().Items {
		for _, i := range m.Items {
			if strings.HasPrefix(i.Label, "Keep") {
				i.Action()
			}
		}
	}
	table.Capture = nil
	table.SetKeys(nil)
	table.BindShortcuts(c)
	press(fyne.KeyD)
	if got := strings.Join(did, " "); got != "keep Ctrl+D Ctrl+B" {
		t.Errorf("did %q", got)
	}
}
