package papers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// makeSearch makes the search field do what it is for.
func (p *Pane) makeSearch() {
	p.search.OnChanged = func(text string) {
		if p.setting {
			return
		}
		p.config.OnSearch(text)
		p.offers.begin(false)
	}
	p.search.OnKey = p.searchKey
	p.search.OnShortcut = func(s fyne.Shortcut) bool {
		pressed, ok := s.(*desktop.CustomShortcut)
		if ok = ok && pressed.KeyName == fyne.KeySpace && pressed.Modifier == fyne.KeyModifierControl; ok {
			p.offers.begin(true)
		}
		return ok
	}
	p.search.TakesTab = p.offers.takesTab
	p.search.OnEnter = func() {
		p.inField = true
		p.showParts()
		p.banner.showKey()
		if p.search.Text == "" {
			p.offers.begin(false)
		}
	}
	p.search.OnLeave = func() {
		p.inField = false
		if !p.offers.hovered { // else it is about to be clicked
			p.offers.close()
		}
		p.showParts()
		p.banner.showKey()
	}
}

// searchKey takes the keys that mean something outside the search field.
func (p *Pane) searchKey(e *fyne.KeyEvent) bool {
	if p.offers.key(e) {
		return true
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		p.config.OnSearched(p.search.Text)
		p.toPapers()
	case fyne.KeyDown:
		p.toPapers()
	case fyne.KeyEscape:
		if p.search.Text != "" {
			p.search.SetText("")
		}
		p.offers.close()
		p.FocusList()
	default:
		return false
	}
	return true
}

// toPapers goes from the search field to what was found.
func (p *Pane) toPapers() {
	p.offers.close() // wherever the pointer is
	p.FocusList()
	if p.List.Index() < 0 {
		p.List.Go(0)
	}
}

// FocusSearch puts the cursor into the search field.
func (p *Pane) FocusSearch() {
	if c := p.canvas(); c != nil {
		c.Focus(p.search)
	}
	p.search.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// FocusList gives the list the keyboard.
func (p *Pane) FocusList() {
	if c := p.canvas(); c != nil {
		c.Focus(p.List)
	}
}

// Searching says whether the cursor is in the search field.
func (p *Pane) Searching() bool {
	c := p.canvas()
	return c != nil && c.Focused() == fyne.Focusable(p.search)
}
