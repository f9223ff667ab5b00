package app_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"offprint/assets"
	"offprint/feed/feedtest"
	"offprint/models"
)

// The stage's first paper, and its second.
const (
	topPaper  = "2603.19235"
	nextPaper = "2603.19199"
)

func TestWritingANoteTriggersNoKeys(t *testing.T) {
	play(t, func(s *stage) {
		const text = "s keeps, * stars; ?/[]x 1 2 0 tz e d q"
		s.press("n")
		s.types(text)
		s.press("Down", "Up", "End", "Home")
		equal(s, "text", s.editor().Text(), text)
		equal(s, "index", s.list().Index(), 0)
		s.press("Esc")
		equal(s, "note", s.notes(topPaper), text)
		equal(s, "steps", strings.Join(s.steps(), "|"), "Wrote a note on “Generation Models Know Space: Unleashin…”")
		s.press("j") // the keys are the list's again
		equal(s, "index", s.list().Index(), 1)
	})
}

func TestANoteIsSavedWhileTheKeysGoOnAndWhenTheyRest(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("first thoughts")
		s.sees("Writing… · 2 words")
		s.pass(400 * time.Millisecond)
		s.types(" and")
		equal(s, "note while the keys go on", s.notes(topPaper), "first thoughts")
		s.sees("Writing… · 3 words")
		equal(s, "With notes", s.count("With notes"), "") // which waits until they rest
		s.pass(600 * time.Millisecond)
		equal(s, "note", s.notes(topPaper), "first thoughts and")
		s.sees("Saved "+s.now().Local().Format("15:04"), "3 words", "Notes 1")
		equal(s, "With notes", s.count("With notes"), "1")
		s.types(" more") // the cursor is where it was
		s.pass(time.Second)
		equal(s, "note", s.notes(topPaper), "first thoughts and more")
		equal(s, "notes", len(s.paper(topPaper).Notes), 1)
	})
}

func TestANoteIsSavedAtOnceWhenItIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*stage){
		"Esc":           func(s *stage) { s.press("Esc") },
		"another paper": func(s *stage) { s.clicks(nextPaper, 0) },
		"another place": func(s *stage) { s.goes("Starred") },
		"another day":   func(s *stage) { s.taps("Previous day") },
		"another note":  func(s *stage) { s.press("Ctrl+Shift+N") },
		"the search":    func(s *stage) { s.press("Ctrl+F") },
		"the palette":   func(s *stage) { s.press("Ctrl+K", "Esc") },
		"quit":          func(s *stage) { s.main.Quit(); s.close() },
		"close":         func(s *stage) { s.close() },
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *stage) {
				s.press("n")
				s.types("left")
				leave(s)
				equal(s, "note", s.notes(topPaper), "left")
				equal(s, "notes of the next", s.notes(nextPaper), "")
			})
		})
	}
}

func TestNotesOfTwoPapersNeverMix(t *testing.T) {
	play(t, func(s *stage) {
		// as fast as the keys come, before anything was read or saved
		s.types("n")
		s.types("alpha")
		s.key(fyne.KeyEscape)
		s.types("j")
		s.types("n")
		s.types("beta")
		s.key(fyne.KeyEscape)
		s.types("k")
		s.types("n")
		s.types("gamma ")
		s.pass(2 * time.Second)
		s.press("Esc", "j")
		alpha, beta := s.notes(topPaper), s.notes(nextPaper)
		if !strings.Contains(alpha, "alpha") || !strings.Contains(alpha, "gamma") || strings.Contains(alpha, "beta") {
			t.Errorf("the first paper's notes are %q", alpha)
		}
		equal(s, "the second paper's notes", beta, "beta")
		equal(s, "editor", s.editor().Text(), "beta")
	})
}

func TestANoteThatIsWrittenAnewStaysWithItsPaper(t *testing.T) {
	play(t, func(s *stage) {
		for _, text := range []string{"the first", "the second"} {
			s.press("n")
			s.types(text)
			s.press("Esc", "j")
		}
		s.goes("With notes")
		equal(s, "papers", len(s.listed()), 2)
		mine := s.current()
		other := s.listed()[1]
		kept := s.notes(other)
		s.press("n", "Ctrl+A", "Backspace")
		s.pass(2 * time.Second) // the empty note is gone, and its paper is none with notes
		equal(s, "note", s.notes(mine), "")
		s.types("again")
		s.press("Ctrl+1") // is for the paper in sight
		s.press("Esc")
		s.pass(2 * time.Second)
		equal(s, "note", s.notes(mine), "again")
		equal(s, "note of the other", s.notes(other), kept)
		equal(s, "rated", s.paper(mine).Entry.Rating, 1)
	})
}

func TestAPaperThatACommandTakesAwayWhileItsNoteIsWritten(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "j", "s")
		s.goes("To read")
		mine, other := s.listed()[0], s.listed()[1]
		s.press("n")
		s.types("one")
		s.pass(time.Second)
		command := s.openLibrary(models.ByCommand)
		if _, err := command.SetState(s.Context(), []int64{s.paper(mine).ID}, models.Archived); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Second)
		s.types(" two")
		s.press("Esc")
		s.pass(2 * time.Second)
		equal(s, "note", s.notes(mine), "one two")
		equal(s, "note of the other", s.notes(other), "")
		equal(s, "To read", strings.Join(s.listed(), " "), other)
		equal(s, "paper in sight", s.shown().Paper().ArxivID, other)
	})
}

func TestASittingIsOneStep(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		for range 3 {
			s.types("words ")
			s.pass(time.Second)
		}
		equal(s, "steps", len(s.steps()), 1)
		s.pass(61 * time.Second)
		s.types("later")
		s.pass(time.Second)
		equal(s, "steps after a long pause", len(s.steps()), 2)
		s.press("Esc", "n")
		s.types("anew ")
		s.press("Esc")
		equal(s, "steps after the editor was left", len(s.steps()), 3)
		s.press("z", "z")
		equal(s, "note", s.notes(topPaper), "words words words ")
		equal(s, "editor", s.editor().Text(), "words words words ")
		s.press("z")
		equal(s, "note", s.notes(topPaper), "")
		equal(s, "editor", s.editor().Text(), "")
		s.press("Ctrl+Shift+Z", "Ctrl+Shift+Z", "Ctrl+Shift+Z")
		equal(s, "editor", strings.Contains(s.editor().Text(), "later"), true)
	})
}

func TestCtrlZInTheEditorIsTheEditors(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "n")
		s.types("abc")
		s.press("Ctrl+Z")
		equal(s, "To read", s.count("To read"), "1")
		if s.editor().Text() == "abc" {
			t.Error("nothing typed was taken back")
		}
	})
}

func TestUndoOnTheNextPaperBringsNoWordsOfTheLast(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("private")
		s.press("Ctrl+A", "Backspace", "Esc", "j", "n", "Ctrl+Z")
		s.pass(time.Second)
		equal(s, "editor after undo", s.editor().Text(), "")
		equal(s, "notes after undo", s.notes(nextPaper), "")
		s.types("mine")
		s.press("Ctrl+Z", "Esc", "k", "n", "Ctrl+Shift+Z")
		s.pass(time.Second)
		equal(s, "editor after redo", s.editor().Text(), "")
		equal(s, "notes after redo", s.notes(topPaper), "")
	})
}

func TestACommandsChangeOfTheNoteAndTheReadersAreBothKept(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("mine")
		s.pass(time.Second)
		command := s.openLibrary(models.ByCommand)
		note := s.paper(topPaper).Notes[0]
		edit := models.NoteEdit{PaperID: note.PaperID, NoteID: note.ID, Text: "theirs", Base: note.UpdatedAt}
		if _, _, err := command.SaveNote(s.Context(), edit); err != nil {
			t.Fatal(err)
		}
		s.types(" and more")
		s.pass(3 * time.Second)
		equal(s, "notes", s.notes(topPaper), "theirs|mine and more")
		equal(s, "editor", s.editor().Text(), "mine and more")
		s.types("!")
		s.press("Esc")
		s.pass(time.Second)
		equal(s, "notes", s.notes(topPaper), "theirs|mine and more!")
		s.sees("Notes 2")
		s.taps("1")
		equal(s, "editor", s.editor().Text(), "theirs")
	})
}

func TestACommandsNoteComesIntoSight(t *testing.T) {
	play(t, func(s *stage) {
		command := s.openLibrary(models.ByCommand)
		if _, _, err := command.SaveNote(s.Context(), models.NoteEdit{PaperID: s.paper(topPaper).ID, Text: "from a command"}); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Second)
		equal(s, "editor", s.editor().Text(), "from a command")
		s.sees("Notes 1")
		equal(s, "With notes", s.count("With notes"), "1")
	})
}

func TestSeveralNotesOfAPaper(t *testing.T) {
	play(t, func(s *stage) {
		s.press("n")
		s.types("one")
		s.press("Ctrl+Shift+N")
		equal(s, "new note", s.editor().Text(), "")
		s.types("two")
		s.press("Esc")
		equal(s, "notes", s.notes(topPaper), "one|two")
		s.taps("1")
		equal(s, "editor", s.editor().Text(), "one")
		s.taps("2")
		equal(s, "editor", s.editor().Text(), "two")
		s.press("Ctrl+A", "Backspace", "Esc")
		equal(s, "notes", s.notes(topPaper), "one")
		s.taps("New note")
		s.press("Esc")
		equal(s, "notes", s.notes(topPaper), "one") // an empty one is none
	})
}

func TestANoteOf20KB(t *testing.T) {
	play(t, func(s *stage) {
		text := strings.Repeat("A line of a long note, with **bold** words and a list.\n\n- one\n- two\n\n", 300)
		s.app.Clipboard().SetContent(text)
		s.press("n", "Ctrl+V")
		s.types("end")
		s.pass(time.Second)
		equal(s, "note", s.notes(topPaper), text+"end")
		s.press("Esc", "j", "k")
		equal(s, "editor", s.editor().Text(), text+"end")
	})
}

func TestANoteThatCannotBeSavedStaysInTheEditor(t *testing.T) {
	play(t, func(s *stage) {
		release := s.refuseNotes()
		s.press("n")
		s.types("precious")
		s.pass(time.Second)
		s.sees("Not saved")
		equal(s, "said", strings.HasPrefix(s.said(), "Your note could not be saved; it is still in the editor."), true)
		equal(s, "editor", s.editor().Text(), "precious")
		s.press("Esc", "j", "n")
		s.types("another")
		s.press("Esc")
		equal(s, "editor", s.editor().Text(), "another")
		s.press("k")
		equal(s, "editor of the first", s.editor().Text(), "precious")
		s.press("j")
		release()
		s.press("k")
		equal(s, "editor of the first", s.editor().Text(), "precious")
		s.pass(time.Second) // it is tried again without a key
		equal(s, "note", s.notes(topPaper), "precious")
		s.sees("Saved")
		s.close() // and so is what is not in sight
		equal(s, "note of the second", s.notes(nextPaper), "another")
	})
}

func TestUndoAfterANoteTakesTheNoteBack(t *testing.T) {
	play(t, func(s *stage) {
		s.press("s", "n")
		s.types("a thought")
		s.key(fyne.KeyEscape) // the note is still on its way to the disk
		s.types("z")
		s.settle()
		equal(s, "note", s.notes(topPaper), "")
		equal(s, "To read", s.count("To read"), "1")
		equal(s, "said", strings.HasPrefix(s.said(), "Undone: Wrote a note"), true)
	})
}

func TestANewListDoesNotComeBetweenTheWriterAndTheNote(t *testing.T) {
	yesterday := func(s *stage) {
		handler, err := feedtest.New(assets.Sample(), feedtest.Today("2026-03-19"))
		if err != nil {
			t.Fatal(err)
		}
		newer := s.server
		s.server = handler
		s.start = s.start.Add(-24 * time.Hour)
		s.open()
		s.close()
		s.server = newer
		s.start = s.start.Add(24 * time.Hour)
	}
	for name, begin := range map[string]func(*stage){
		"the newest list at the start": func(s *stage) {
			yesterday(s)
			s.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: 5 * time.Second, Times: 1, Path: "/api/"})
			s.open()
		},
		"a day that was asked for": func(s *stage) {
			s.openWithout("2026-03-19")
			s.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: 5 * time.Second, Times: 1, Path: "/api/"})
			s.press("[")
		},
	} {
		t.Run(name, func(t *testing.T) {
			playOn(t, assets.Sample(), today, func(s *stage) {
				begin(s)
				mine := s.current()
				s.press("n")
				s.types("written ")
				s.pass(10 * time.Second)
				s.types("on")
				s.press("Esc")
				equal(s, "note", s.notes(mine), "written on")
				equal(s, "current", s.current(), mine)
				heading := s.pane().Title()
				s.taps("Show it")
				equal(s, "another heading", s.pane().Title() != heading, true)
				equal(s, "told", s.pane().Told(), "")
				equal(s, "current", s.current() != mine, true)
			})
		})
	}
}
