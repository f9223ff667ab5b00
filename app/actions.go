package app

import (
	"fmt"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"

	"offprint/app/action"
	"offprint/app/export"
	"offprint/app/palette"
	"offprint/app/places"
	"offprint/app/session"
	"offprint/app/settings"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// actions are everything that a reader can do. Keys, menus, palette and cheat
// sheet are read from here.
func (w *Window) actions() []action.Action {
	choose := words.T("Choose a paper first.")
	// who types quicker than a list comes means the papers in it, not those of before
	onShown := func(a action.Action) action.Action {
		do := a.Do
		a.When, a.Otherwise = func() bool { return w.list.Opening() || w.hasPaper() }, choose
		a.Do = func() {
			w.list.WhenShown(func() {
				if w.hasPaper() {
					do()
				} else {
					w.toast.Say(choose, "", nil)
				}
			})
		}
		return a
	}
	onPaper := func(a action.Action) action.Action {
		a.Menu, a.Do = action.Paper, w.onKept(a.Do)
		return onShown(a)
	}
	list := []action.Action{
		{ID: "refresh", Name: words.T("Read the newest list"), Menu: action.File, Keys: []string{"F5", "Ctrl+R"}, Do: func() { w.refreshToday(false) }},
		{ID: "add", Name: words.T("Add papers by identifier or link…"), Menu: action.File, Keys: []string{"Ctrl+N"}, Do: func() { w.openAdding("") }},
		{ID: "catch-up", Name: words.T("Catch up on the last days"), Menu: action.File, Do: func() { w.catchUp(w.newest, true) }},
		{ID: "backfill", Name: words.T("Read the whole archive"), Menu: action.File, Do: w.backfill},
		{ID: "backfill-pause", Name: words.T("Pause reading the archive"), Menu: action.File, Do: w.pauseBackfill},
		{ID: "backfill-cancel", Name: words.T("Stop reading the archive"), Menu: action.File, Do: w.cancelBackfill},
		{ID: "export", Name: words.T("Export…"), Menu: action.File, Keys: []string{"Ctrl+E"}, Rule: true, Do: w.openExport},
		{ID: "export-again", Name: words.T("Export again the same way"), Menu: action.File, Keys: []string{"Ctrl+Shift+E"}, Do: w.exportAgain},
		{ID: "import", Name: words.T("Import…"), Menu: action.File, Do: w.openImport},
		{ID: "quit", Name: words.T("Quit"), Menu: action.File, Over: true, Keys: []string{"Ctrl+Q"}, Rule: true, Do: w.Quit},

		{ID: "undo", Name: words.T("Undo"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+Z", "z"}, Do: w.undo},
		{ID: "redo", Name: words.T("Redo"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+Shift+Z", "Ctrl+Y"}, Do: w.redo},
		{ID: "history", Name: words.T("History…"), Menu: action.Edit, Keys: []string{"Ctrl+H"}, Do: w.openHistory},
		{ID: "trash", Name: words.T("Trash…"), Menu: action.Edit, Do: w.openTrash},
		{ID: "cut", Name: words.T("Cut"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+X"}, Rule: true, Do: func() {
			w.passOn(&fyne.ShortcutCut{Clipboard: w.Host.App.Clipboard()})
		}},
		{ID: "copy", Name: words.T("Copy the selected text"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+C"}, Do: w.copySelected},
		{ID: "paste", Name: words.T("Paste"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+V"}, Do: func() {
			w.passOn(&fyne.ShortcutPaste{Clipboard: w.Host.App.Clipboard()})
		}},
		{ID: "select-all", Name: words.T("Select all"), Menu: action.Edit, Over: true, Keys: []string{"Ctrl+A"}, Do: w.selectAll},
		onShown(action.Action{ID: "select", Name: words.T("Select this paper"), Menu: action.Edit, Keys: []string{"x"}, Do: func() { w.list.List.ToggleMark() }}),
		{ID: "select-down", Name: words.T("Select on to the next paper"), Menu: action.Edit, Keys: []string{"J"}, Do: func() { w.list.List.ExtendBy(1) }},
		{ID: "select-up", Name: words.T("Select on to the previous paper"), Menu: action.Edit, Keys: []string{"K"}, Do: func() { w.list.List.ExtendBy(-1) }},
		{ID: "select-others", Name: words.T("Select the others instead"), Menu: action.Edit, Keys: []string{"Ctrl+Shift+I"}, Do: func() { w.list.WithAll(w.list.List.InvertMarks) }},

		{ID: "next", Name: words.T("Next paper"), Menu: action.Go, Keys: []string{"j", "Down"}, Do: func() { w.list.List.MoveBy(1) }},
		{ID: "previous", Name: words.T("Previous paper"), Menu: action.Go, Keys: []string{"k", "Up"}, Do: func() { w.list.List.MoveBy(-1) }},
		{ID: "page-down", Name: words.T("A page down"), Menu: action.Go, Keys: []string{"PageDown"}, Do: func() { w.list.List.MoveByPages(1) }},
		{ID: "page-up", Name: words.T("A page up"), Menu: action.Go, Keys: []string{"PageUp"}, Do: func() { w.list.List.MoveByPages(-1) }},
		{ID: "first", Name: words.T("First paper"), Menu: action.Go, Keys: []string{"Home"}, Do: func() { w.list.List.Go(0) }},
		{ID: "last", Name: words.T("Last paper"), Menu: action.Go, Keys: []string{"End"}, Do: func() { w.list.WithAll(func() { w.list.List.Go(len(w.list.List.Papers()) - 1) }) }},
		{ID: "offer", Name: words.T("Do what the message offers"), Menu: action.Go, Keys: []string{"b"}, Do: w.takeOffer},
		onShown(action.Action{ID: "open", Name: words.T("Read this paper"), Menu: action.Go, Keys: []string{"Enter", "o"}, Do: w.readOn}),
		{ID: "scroll", Name: words.T("Scroll the paper, then the next one"), Menu: action.Go, Keys: []string{"Space"}, Do: func() {
			if !w.paper.ScrollBy(0.8) {
				w.list.List.MoveBy(1)
			}
		}},
		{ID: "day-before", Name: words.T("Previous day"), Menu: action.Go, Keys: []string{"["}, Rule: true, Do: func() { w.goDay(-1, "") }},
		{ID: "day-after", Name: words.T("Next day"), Menu: action.Go, Keys: []string{"]"}, Do: func() { w.goDay(1, "") }},
		{ID: "calendar", Name: words.T("Choose a day…"), Menu: action.Go, Keys: []string{"g c"}, Do: func() { w.goTo(places.Place{Place: models.DailyPlace}); w.list.Calendar() }},
		{ID: "search", Name: words.T("Search everything seen"), Menu: action.Go, Keys: []string{"/", "Ctrl+F"}, Rule: true, Do: w.findOrSearch},
		{ID: "search-less", Name: words.T("Take the last part off the search"), Menu: action.Go, Do: w.dropPart},
		{ID: "search-forget", Name: words.T("Forget recent searches"), Menu: action.Go, Do: w.forgetSearches},
	}
	list = append(list,
		action.Action{ID: "smart", Name: words.T("Smart lists…"), Menu: action.Go, Keys: []string{"g f"}, Do: w.openSmart},
		action.Action{ID: "save-search", Name: words.T("Save this search as a smart list…"), Menu: action.File, Keys: []string{"Ctrl+S"}, Do: w.saveSearch},
	)
	list = append(list, action.Action{ID: "hub", Name: words.T("Search on Hugging Face"), Menu: action.Go, Over: true, Keys: []string{"Ctrl+Return"}, Do: w.askHub})
	for _, g := range []struct{ key, id, name, kind string }{
		{"g h", "daily", words.T("Go to Today"), ""}, {"g w", "week", words.T("Go to This week"), models.WeekList},
		{"g m", "month", words.T("Go to This month"), models.MonthList}, {"g t", "trending", words.T("Go to Trending"), models.TrendingList},
	} {
		list = append(list, action.Action{ID: "go-" + g.id, Name: g.name, Menu: action.Go, Keys: []string{g.key},
			Rule: g.id == "daily", Do: func() { w.goTo(places.Place{Place: models.DailyPlace, Kind: g.kind}) }})
	}
	for _, g := range []struct {
		key, name string
		place     models.Place
	}{
		{"g q", words.T("Go to To read"), models.ToReadPlace}, {"g r", words.T("Go to Reading"), models.ReadingPlace},
		{"g d", words.T("Go to Done"), models.DonePlace}, {"g n", words.T("Go to With notes"), models.NotesPlace}, {"g s", words.T("Go to Starred"), models.StarredPlace},
		{"g a", words.T("Go to Archived"), models.ArchivedPlace}, {"g l", words.T("Go to the whole reading list"), models.KeptPlace}, {"g u", words.T("Go to Untagged"), models.UntaggedPlace},
	} {
		list = append(list, action.Action{ID: "go-" + string(g.place), Name: g.name, Menu: action.Go, Keys: []string{g.key},
			Rule: g.place == models.ToReadPlace, Do: func() { w.goTo(places.Place{Place: g.place}) }})
	}
	before, after := placeKeys(runtime.GOOS)
	list = append(list,
		action.Action{ID: "back", Name: words.T("Leave the selection, search or place"), Menu: action.Go, Keys: []string{"Esc"}, Rule: true, Do: w.goBack},
		action.Action{ID: "place-before", Name: words.T("Back to the place before"), Menu: action.Go, Keys: []string{before}, Do: func() { w.goAlong(-1) }},
		action.Action{ID: "place-after", Name: words.T("Forward again"), Menu: action.Go, Keys: []string{after}, Do: func() { w.goAlong(1) }},
	)

	for _, a := range []action.Action{
		{ID: "keep", Name: words.T("Keep"), Keys: []string{"s"}, Do: w.keep},
		{ID: "star", Name: words.T("Star, or take the star away"), Keys: []string{"*"}, Do: w.star},
		{ID: "state", Name: words.T("Change state…"), Do: w.stateMenu},
		{ID: "state-toread", Name: words.T("State: To read"), Keys: []string{"r q"}, Rule: true, Do: func() { w.setState(models.ToRead) }},
		{ID: "state-reading", Name: words.T("State: Reading"), Keys: []string{"r r"}, Do: func() { w.setState(models.Reading) }},
		{ID: "state-done", Name: words.T("State: Done"), Keys: []string{"r d"}, Do: func() { w.setState(models.Done) }},
		{ID: "state-archived", Name: words.T("State: Archived"), Keys: []string{"r a"}, Do: func() { w.setState(models.Archived) }},
		{ID: "archive", Name: words.T("Archive and on"), Keys: []string{"e"}, Do: w.archive},
		{ID: "dismiss", Name: words.T("Dismiss and on"), Keys: []string{"d"}, Do: w.dismiss},
		{ID: "move-up", Name: words.T("Up in To read"), Keys: []string{"Alt+Up"}, Rule: true, Do: func() { w.list.List.MoveChosen(-1) }},
		{ID: "move-down", Name: words.T("Down in To read"), Keys: []string{"Alt+Down"}, Do: func() { w.list.List.MoveChosen(1) }},
		{ID: "move-top", Name: words.T("To the top of To read"), Keys: []string{"Alt+Home"}, Do: func() { w.moveToEnd(false) }},
		{ID: "move-end", Name: words.T("To the end of To read"), Keys: []string{"Alt+End"}, Do: func() { w.moveToEnd(true) }},
		{ID: "why", Name: words.T("Why it is kept…"), Keys: []string{"w"}, Do: w.askWhy},
		{ID: "remove", Name: words.T("Remove from the reading list"), Do: w.remove},
		{ID: "tag", Name: words.T("Tags…"), Keys: []string{"t"}, Rule: true, Do: func() { w.pickTags() }},
		{ID: "note", Name: words.T("Write a note"), Keys: []string{"n"}, Do: w.writeNote},
		{ID: "new-note", Name: words.T("Another note"), Keys: []string{"Ctrl+Shift+N"}, Do: w.writeNewNote},
		{ID: "note-after", Name: words.T("Next note of this paper"), Keys: []string{"Ctrl+PageDown"}, Do: func() { w.stepNote(1) }},
		{ID: "note-before", Name: words.T("Previous note of this paper"), Keys: []string{"Ctrl+PageUp"}, Do: func() { w.stepNote(-1) }},
		{ID: "template", Name: words.T("A note from a template…"), Keys: []string{"Ctrl+Shift+T"}, Do: func() { w.write(w.notes.Templates) }},
		{ID: "task", Name: words.T("Tick the task in this line"), Keys: []string{"Ctrl+Shift+X"}, Do: w.tickTask},
		{ID: "note-history", Name: words.T("Earlier texts of this note…"), Keys: []string{"Ctrl+Shift+H"}, Do: w.openEarlier},
		{ID: "pdf", Name: words.T("Open the PDF"), Keys: []string{"v"}, Rule: true, Do: w.onCurrent((*models.Paper).PDFURL)},
		{ID: "page", Name: words.T("Open the page at Hugging Face"), Keys: []string{"p"}, Do: w.onCurrent((*models.Paper).URL)},
		{ID: "arxiv", Name: words.T("Open the page at arXiv"), Keys: []string{"g x"}, Do: w.onCurrent((*models.Paper).ArxivURL)},
		{ID: "github", Name: words.T("Open the code at GitHub"), Keys: []string{"g g"}, Do: w.openCode},
		{ID: "cite", Name: words.T("Copy the citation"), Keys: []string{"c"}, Rule: true, Do: w.copyCitation},
		{ID: "copy-as", Name: words.T("Copy as…"), Keys: []string{"C"}, Do: w.openCopies},
		{ID: "citation", Name: words.T("Citation: key and names…"), Keys: []string{"Ctrl+Shift+K"}, Do: w.openCitation},
		{ID: "link", Name: words.T("Copy the link"), Keys: []string{"y"}, Do: w.copyLink},
		{ID: "sentence", Name: words.T("Select the next sentence of the abstract"), Keys: []string{"."}, Do: func() { w.paper.SelectSentence(1, false) }},
		{ID: "sentence-before", Name: words.T("Select the sentence before"), Keys: []string{","}, Do: func() { w.paper.SelectSentence(-1, false) }},
		{ID: "sentence-more", Name: words.T("Select on to the next sentence"), Keys: []string{">"}, Do: func() { w.paper.SelectSentence(1, true) }},
		{ID: "authors", Name: words.T("Show all authors, or fewer"), Keys: []string{"a"}, Do: func() { w.paper.ToggleAuthors() }},
	} {
		list = append(list, onPaper(a))
	}
	for _, form := range export.Copies() {
		a := onPaper(action.Action{ID: "copy-as-" + form.Name, Name: words.T("Copy as %s", copyLabel(form)), Do: func() { w.copyAs(form) }})
		a.Menu = "" // the chooser has them all
		list = append(list, a)
	}
	for n := 1; n <= 5; n++ {
		list = append(list, onPaper(action.Action{ID: fmt.Sprintf("rate-%d", n), Name: words.T("Rate %d of 5", n),
			Keys: []string{fmt.Sprintf("Ctrl+%d", n)}, Rule: n == 1, Do: func() { w.rate(n) }}))
	}
	list = append(list, onPaper(action.Action{ID: "rate-0", Name: words.T("Take the rating away"), Keys: []string{"Ctrl+0"}, Do: func() { w.rate(0) }}))
	for n := 1; n <= 9; n++ {
		list = append(list, onPaper(action.Action{ID: fmt.Sprintf("tag-%d", n), Name: words.T("Tag or untag with tag %d", n),
			Keys: []string{fmt.Sprint(n)}, Rule: n == 1, Do: func() { w.tagKey(n) }}))
	}
	list = append(list, onPaper(action.Action{ID: "tag-0", Name: words.T("Take all tags away"), Keys: []string{"0"}, Do: func() { w.tagKey(0) }}))

	if w.Releases != "" {
		list = append(list, action.Action{ID: "releases", Name: words.T("Look for a new version…"), Menu: action.Help, Do: func() { w.browse(w.Releases) }})
	}
	return append(list,
		action.Action{ID: "palette", Name: words.T("Find an action…"), Menu: action.View, Keys: []string{"Ctrl+K"}, Do: w.openPalette},
		action.Action{ID: "tags", Name: words.T("Tags: rename, merge, filter…"), Menu: action.View, Keys: []string{"Ctrl+T"}, Do: w.openTags},
		action.Action{ID: "rules", Name: words.T("Mute and follow…"), Menu: action.View, Keys: []string{"Ctrl+M"}, Do: func() { w.openRules(models.WordRule, "") }},
		action.Action{ID: "muted", Name: words.T("Show what is muted, or fold it away"), Menu: action.View, Do: func() { w.list.ToggleMuted() }},
		action.Action{ID: "clear-above", Name: words.T("Mark everything above as seen"), Menu: action.View, Keys: []string{"Ctrl+Shift+Up"}, Do: func() { w.clear(true) }},
		action.Action{ID: "clear", Name: words.T("Mark the whole list as seen"), Menu: action.View, Keys: []string{"Ctrl+Shift+A"}, Do: func() { w.clear(false) }},
		action.Action{ID: "order", Name: words.T("Order of the list…"), Menu: action.View, Do: func() { w.list.SortMenu() }},
		action.Action{ID: "preview", Name: words.T("Preview of notes"), Menu: action.View, Keys: []string{"Ctrl+Shift+P"}, Do: w.togglePreview},
		action.Action{ID: "text-larger", Name: words.T("Larger text"), Menu: action.View, Keys: []string{"Ctrl++", "Ctrl+=", "Ctrl+Shift+="}, Rule: true, Do: func() { w.textSize(1) }},
		action.Action{ID: "text-smaller", Name: words.T("Smaller text"), Menu: action.View, Keys: []string{"Ctrl+-"}, Do: func() { w.textSize(-1) }},
		action.Action{ID: "settings", Name: words.T("Settings…"), Menu: action.View, Keys: []string{"Ctrl+,"}, Rule: true, Do: func() { w.openSettings(settings.Appearance) }},
		action.Action{ID: "backup", Name: words.T("Back up now"), Menu: action.File, Do: w.backUpNow},
		action.Action{ID: "settings-backups", Name: words.T("Backups, and restoring one…"), Menu: action.File, Do: func() { w.openSettings(settings.BackupsOf) }},
		action.Action{ID: "settings-keys", Name: words.T("Change keys…"), Menu: action.Help, Do: func() { w.openSettings(settings.Keys) }},
		// what the settings have, too, is in the palette alone
		action.Action{ID: "interval-30", Name: words.T("Read the list every half hour"), Do: func() { w.setInterval(30) }},
		action.Action{ID: "interval-60", Name: words.T("Read the list every hour"), Do: func() { w.setInterval(60) }},
		action.Action{ID: "interval-0", Name: words.T("Read the list only when asked"), Do: func() { w.setInterval(0) }},
		action.Action{ID: "notify", Name: words.T("Notify when the day's list opens, or not"), Do: w.toggleNotify},
		action.Action{ID: "theme-system", Name: words.T("Look: as the system"), Do: func() { w.setTheme(ui.System) }},
		action.Action{ID: "theme-light", Name: words.T("Look: light"), Do: func() { w.setTheme(ui.Light) }},
		action.Action{ID: "theme-dark", Name: words.T("Look: dark"), Do: func() { w.setTheme(ui.Dark) }},
		action.Action{ID: "keys", Name: words.T("All keys"), Menu: action.Help, Keys: []string{"?", "F1"}, Do: w.openSheet},
		action.Action{ID: "about", Name: words.T("About Offprint"), Menu: action.Help, Do: w.about},
	)
}

// placeKeys are the keys that go back and forward through places on the system
// goos, as in runtime.GOOS. On macOS Alt with an arrow moves by a word, and the
// menu would take it away from the text that is being typed into.
func placeKeys(goos string) (before, after string) {
	if goos == "darwin" {
		return "Ctrl+[", "Ctrl+]" // Cmd, that is
	}
	return "Alt+Left", "Alt+Right"
}

// pending says what may follow a key that begins a pair.
func (w *Window) pending(begun string, next []action.Action) {
	if begun == "" {
		w.status.say("")
		return
	}
	text := begun + " …"
	for _, a := range next {
		for _, k := range a.Keys {
			if rest, ok := strings.CutPrefix(k, begun+" "); ok {
				text += "   " + rest + " " + a.Name
			}
		}
	}
	w.status.say(text)
}

// passOn gives a shortcut to the text that is being typed into.
func (w *Window) passOn(s fyne.Shortcut) {
	if t := w.typing(); t != nil {
		t.TypedShortcut(s)
	}
}

func (w *Window) copySelected() {
	s := &fyne.ShortcutCopy{Clipboard: w.Host.App.Clipboard()}
	if t := w.typing(); t != nil {
		t.TypedShortcut(s)
		return
	}
	if text := w.paper.Selected(); text != "" {
		w.copy(text, words.T("Copied"))
	}
}

func (w *Window) selectAll() {
	if t := w.typing(); t != nil {
		t.TypedShortcut(&fyne.ShortcutSelectAll{})
		return
	}
	w.list.WithAll(w.list.List.MarkAll)
}

func (w *Window) takeOffer() {
	if !w.toast.Take() { // the newer of the two
		w.list.TakeOffer()
	}
}

// readOn makes sure that the paper is in sight and gives it the keyboard's
// scroll.
func (w *Window) readOn() {
	if !w.panes.SetReading(true) {
		w.paper.ScrollBy(0.8)
	}
}

// goBack ends what is open: a selection, a search, then the place.
func (w *Window) goBack() {
	switch v := w.list.View(); {
	case w.paper.Unselect():
	case w.panes.SetReading(false):
	case w.list.List.ClearMarks():
	case v.Query != "":
		w.typed("")
	case v.Place != models.DailyPlace || v.Day != w.newest:
		w.goTo(places.Place{Place: models.DailyPlace})
	}
	w.list.FocusList()
}

// writeNote goes to the notes; where a passage of the abstract is selected, to a
// new one that quotes it.
func (w *Window) writeNote() {
	w.write(func() {
		if p := w.list.List.Current(); p == nil || !w.paper.Quote(p.ID) {
			w.notes.Focus()
		}
	})
}

func (w *Window) writeNewNote() { w.write(w.notes.NewNote) }

// stepNote goes to another note of the current paper.
func (w *Window) stepNote(by int) {
	w.write(func() {
		if !w.notes.Step(by) {
			w.toast.Say(words.T("There is no other note on this paper."), "", nil)
		}
	})
}

// write begins to write about the current paper, whose notes may still be on
// their way.
func (w *Window) write(begin func()) {
	w.panes.SetReading(true)
	if p := w.list.List.Current(); p != nil {
		w.notes.Await(p.ID)
	}
	begin()
}

// onCurrent opens a link of the current paper.
func (w *Window) onCurrent(link func(*models.Paper) string) func() {
	return func() {
		if p := w.list.List.Current(); p != nil {
			w.browse(link(p))
		}
	}
}

func (w *Window) openCode() {
	p := w.list.List.Current()
	if p == nil || p.GitHub == "" {
		w.toast.Say(words.T("This paper names no code."), "", nil)
		return
	}
	w.browse(p.GitHub)
}

func (w *Window) copyLink() {
	if p := w.list.List.Current(); p != nil {
		w.copy(p.URL(), words.T("Copied %s", p.URL()))
	}
}

func (w *Window) togglePreview() {
	w.notes.TogglePreview()
	w.session.Update(func(s *session.Session) { s.Preview = w.notes.Preview() })
}

func (w *Window) openPalette() {
	if !w.covered() {
		palette.Open(w.win.Canvas(), w.table, w.list.FocusList)
	}
}

func (w *Window) openSheet() {
	if !w.covered() {
		palette.Sheet(w.win.Canvas(), w.table, w.list.FocusList)
	}
}

// covered says whether something lies over the window.
func (w *Window) covered() bool { return w.win.Canvas().Overlays().Top() != nil }

func (w *Window) about() {
	w.toast.Offer(words.T("Offprint %s · your library is %s", w.Version, w.Library.Path()), words.T("Copy path"), func() { w.copy(w.Library.Path(), words.T("Path copied")) })
}
