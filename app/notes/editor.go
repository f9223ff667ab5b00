package notes

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"offprint/app/words"
)

// editor is the field that notes are written in.
type editor struct {
	widget.Entry
	pane    *Pane
	focused bool
}

func newEditor(p *Pane) *editor {
	e := &editor{pane: p}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	e.TextStyle = fyne.TextStyle{Monospace: true}
	e.PlaceHolder = placeholder(p.config.Key("note"))
	e.OnChanged = p.changed
	e.ExtendBaseWidget(e)
	return e
}

// AccessibilityLabel is what the editor is for, and what is in it.
func (e *editor) AccessibilityLabel() string {
	if e.Text == "" {
		return e.PlaceHolder
	}
	return words.T("Note: %s", e.Text)
}

// AccessibilityRole is for Fyne.
func (e *editor) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// placeholder is what stands in an empty editor; key leads into it.
func placeholder(key string) string {
	if key == "" {
		return words.T("Write a note in Markdown")
	}
	return words.T("Write a note in Markdown (%s)", key)
}

// FocusGained is for Fyne.
func (e *editor) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
}

// FocusLost is for Fyne: leaving the editor ends a sitting.
func (e *editor) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	e.pane.Leave()
	e.pane.sitting.pause()
	e.pane.config.OnLeft()
}

// TypedKey is for Fyne: Escape goes back to the list.
func (e *editor) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.pane.config.OnLeave()
		return
	}
	e.Entry.TypedKey(k)
}

// AcceptsTab is for Fyne: Tab goes on to the next widget, so that the editor is
// no trap for those without a mouse.
func (e *editor) AcceptsTab() bool { return false }

// preview reads Markdown for showing. Pictures are shown as their text, so that
// nothing is fetched because of a note; only http and https links can be
// followed.
func preview(text string) []widget.RichTextSegment {
	return harmless(widget.NewRichTextFromMarkdown(text).Segments)
}

func harmless(segments []widget.RichTextSegment) []widget.RichTextSegment {
	safe := make([]widget.RichTextSegment, 0, len(segments))
	for _, s := range segments {
		switch s := s.(type) {
		case *widget.ImageSegment:
			name := "picture"
			if s.Title != "" {
				name = s.Title
			}
			safe = append(safe, &widget.TextSegment{Text: "[" + name + "]", Style: widget.RichTextStyleInline})
		case *widget.HyperlinkSegment:
			if s.URL == nil || (s.URL.Scheme != "https" && s.URL.Scheme != "http") {
				safe = append(safe, &widget.TextSegment{Text: s.Text, Style: widget.RichTextStyleInline})
				continue
			}
			safe = append(safe, s)
		case *widget.TableSegment:
			for _, row := range append(s.Rows, s.Headers) {
				for i := range row {
					row[i] = harmless(row[i])
				}
			}
			safe = append(safe, s)
		case *widget.ListSegment:
			s.Items = harmless(s.Items)
			safe = append(safe, s)
		case *widget.ParagraphSegment:
			s.Texts = harmless(s.Texts)
			safe = append(safe, s)
		default:
			safe = append(safe, s)
		}
	}
	return safe
}
