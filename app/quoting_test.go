package app_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"offprint/app/ui"
	"offprint/app/ui/editor"
	"offprint/app/ui/passage"
	"offprint/models"
)

// abstract is the abstract in sight.
func (s *stage) abstract() *passage.Passage {
	s.Helper()
	text := s.shown().Paper().Abstract
	for _, p := range all[*passage.Passage](s) {
		if p.Text() == text {
			return p
		}
	}
	s.Fatal("no abstract is in sight")
	return nil
}

// marked is how many ranges of a text are marked, lines counted one by one.
func marked(p *passage.Passage) int {
	n := 0
	each(p, func(o fyne.CanvasObject) {
		if r, ok := o.(*canvas.Rectangle); ok && r.FillColor == ui.Color(ui.ColorMark) {
			n++
		}
	})
	return n
}

// words is where some words of the abstract are.
func (s *stage) words(first, count int) (from, to int, text string) {
	abstract := s.shown().Paper().Abstract
	all := strings.Fields(abstract)
	text = strings.Join(all[first:first+count], " ")
	at := strings.Index(abstract, text)
	from = len([]rune(abstract[:at]))
	return from, from + len([]rune(text)), text
}

func TestAPassageIsQuotedByKeyAndStaysMarked(t *testing.T) {
	play(t, func(s *stage) {
		from, to, text := s.words(3, 4)
		s.abstract().Select(from, to)
		s.sees("Quote")
		s.press("n")
		equal(s, "editor", s.editor().Text(), "> "+text+"\n\n")
		s.types("Why?")
		s.press("Esc")
		note := s.paper(topPaper).Notes[0]
		equal(s, "text", note.Text, "> "+text+"\n\nWhy?")
		equal(s, "quote", note.Quote, text)
		equal(s, "marked", marked(s.abstract()) > 0, true)
		s.sees("On “" + text)
		s.seesNot("no longer")

		s.press("j")
		equal(s, "marked in another", marked(s.abstract()), 0)
		s.press("k", "Ctrl+Shift+N")
		s.types("on the whole")
		s.press("Esc")
		equal(s, "editor", s.editor().Text(), "on the whole")
		a := s.abstract()
		at := a.Foot(from+2).SubtractXY(2, 4)
		a.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
		a.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
		s.settle()
		equal(s, "the mark's note", s.editor().Text(), note.Text)

		s.press("Esc", "z", "z") // takes both notes back
		equal(s, "marked after undo", marked(s.abstract()), 0)
	})
}

func TestAQuoteNeverGoesToAnotherPaper(t *testing.T) {
	play(t, func(s *stage) {
		from, to, _ := s.words(0, 5)
		s.abstract().Select(from, to)
		s.types("jn") // before the next paper is read
		s.types("mine")
		s.press("Esc")
		equal(s, "notes", s.notes(topPaper), "")
		equal(s, "notes of the next", s.notes(nextPaper), "mine")
		equal(s, "quote", s.paper(nextPaper).Notes[0].Quote, "")
	})
}

func TestThePassageIsFoundInAnotherAbstractOrSaidToBeGone(t *testing.T) {
	play(t, func(s *stage) {
		from, to, text := s.words(3, 4)
		whole := s.abstract().Text()
		s.abstract().Select(from, to)
		s.taps("Quote")
		s.press("Esc")
		p := *s.paper(topPaper)
		quote := p.Notes[0]
		for abstract, placed := range map[string]bool{"New words first. " + whole: true, "All is new.": false} {
			p.Abstract, p.Notes = abstract, []models.Note{quote}
			s.shown().Set(&p)
			s.editor().Set(&p)
			equal(s, "marked", marked(s.abstract()) > 0, placed)
			if placed {
				s.seesNot("no longer in the abstract")
			} else {
				s.sees("no longer in the abstract: “" + text[:10])
			}
		}
	})
}

func TestLinksOfNotesLeadToPapers(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("see " + nextPaper + ", [[2401.00001|another]]")
		s.press("Esc")
		s.pass(time.Second)
		tap := func(text string) {
			s.Helper()
			for _, root := range s.roots() {
				each(root, func(o fyne.CanvasObject) {
					if t, ok := o.(*canvas.Text); ok && t.Text == text && t.TextSize == 13 {
						at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
						test.TapCanvas(s.window.Canvas(), at.AddXY(o.Size().Width/2, o.Size().Height/2))
					}
				})
			}
			s.settle()
		}
		tap("another")
		equal(s, "said", s.said(), "The paper 2401.00001 is not in the library.")
		equal(s, "current", s.current(), topPaper)
		tap(nextPaper)
		equal(s, "current", s.current(), nextPaper)
	})
}

func TestTitlesAreCompletedBehindBrackets(t *testing.T) {
	play(t, func(s *stage) {
		title := s.paper(nextPaper).Title
		s.press("n")
		s.types("[[" + title[:9])
		s.settle()
		found := s.editor().Choices()
		if len(found) == 0 {
			t.Fatalf("nothing is offered for %q", title[:9])
		}
		s.press("Down", "Up")
		equal(s, "text while one chooses", s.editor().Text(), "[["+title[:9])
		s.press("Enter")
		equal(s, "text", s.editor().Text(), "[["+found[0].ArxivID+"|"+found[0].Title+"]]")
		equal(s, "offered", len(s.editor().Choices()), 0)
		s.types(" [[zzzzqqqq")
		s.settle()
		equal(s, "offered for nonsense", len(s.editor().Choices()), 0)
		s.types("]] [[" + title[:9])
		s.settle()
		equal(s, "offered again", len(s.editor().Choices()) > 0, true)
		s.press("Esc")
		equal(s, "offered after Escape", len(s.editor().Choices()), 0)
		equal(s, "still writing", s.editor().Writing(), true)
	})
}

func TestFindingInANote(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("alpha beta alpha")
		s.press("Ctrl+F")
		equal(s, "saved", s.notes(topPaper), "alpha beta alpha")
		s.types("alpha")
		s.sees("of 2")
		equal(s, "still at the note", s.editor().Writing(), true)
		s.press("Esc")
		s.types("omega") // over what was found
		s.press("Esc")
		equal(s, "note", strings.Count(s.notes(topPaper), "omega"), 1)
		s.press("Ctrl+F") // not in the note: the search
		equal(s, "searching", s.editor().Writing(), false)
	})
}

func TestTemplatesAndTasksByKeys(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+Shift+T")
		s.press("Down", "Down", "Enter") // the second one
		s.pass(time.Second)
		text := s.notes(topPaper)
		if !strings.HasPrefix(text, "- [ ] What is new?\n- [ ] ") {
			t.Fatalf("the note is %q", text)
		}
		s.press("Ctrl+Shift+X")
		s.pass(time.Second)
		equal(s, "ticked", strings.HasPrefix(s.notes(topPaper), "- [x] What is new?\n- [ ] "), true)
		s.press("Ctrl+Z")
		equal(s, "taken back", s.editor().Text(), text)
		for _, root := range s.roots() {
			each(root, func(o fyne.CanvasObject) {
				box, taps := o.(fyne.Tappable)
				if a, ok := o.(fyne.Accessible); ok && taps && a.AccessibilityLabel() == "To do: What is it compared with?" {
					box.Tapped(&fyne.PointEvent{})
				}
			})
		}
		s.pass(time.Second)
		equal(s, "ticked in the preview", strings.Contains(s.notes(topPaper), "- [x] What is it compared with?"), true)
		equal(s, "editor in sight", len(all[*editor.Editor](s)), 1)
	})
}
