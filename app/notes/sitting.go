package notes

import (
	"context"
	"sync"
	"time"

	"offprint/models"
)

// sitting is one note being written. Its saves run in the background one after
// the other, in the queue of changes, because each needs what the one before it
// made: the note's key and when it was saved.
type sitting struct {
	library Library

	state   sync.Mutex // guards what follows
	paper   int64
	note    models.Note // as the library has it; no key for a new note, but its quote
	step    int64
	wanted  string // the newest text
	pending int    // saves that have not ended
	ended   bool   // the step ends with the saves that are pending
}

func newSitting(library Library, paper int64, note models.Note) *sitting {
	return &sitting{library: library, paper: paper, note: note, wanted: note.Text}
}

// want says what the note is to be. A save must follow.
func (s *sitting) want(text string) {
	s.state.Lock()
	defer s.state.Unlock()
	s.wanted = text
	s.pending++
}

// save saves the newest text. It does not listen to a context: the reader's
// words are saved even while the window closes.
func (s *sitting) save() (models.Note, error) {
	s.state.Lock()
	edit := models.NoteEdit{PaperID: s.paper, NoteID: s.note.ID, Base: s.note.UpdatedAt, Text: s.wanted, Quote: s.note.Quoted(), Step: s.step}
	s.state.Unlock()

	note, step, err := s.library.SaveNote(context.Background(), edit)

	s.state.Lock()
	defer s.state.Unlock()
	s.pending--
	if err != nil {
		return note, err
	}
	s.note = note
	if step.ID != 0 {
		s.step = step.ID
	}
	if s.ended && s.pending == 0 {
		s.step, s.ended = 0, false
	}
	return note, nil
}

// pause ends the step: what follows is one of its own.
func (s *sitting) pause() {
	s.state.Lock()
	defer s.state.Unlock()
	if s.pending > 0 {
		s.ended = true
		return
	}
	s.step = 0
}

func (s *sitting) busy() bool {
	s.state.Lock()
	defer s.state.Unlock()
	return s.pending > 0
}

func (s *sitting) noteID() int64 {
	s.state.Lock()
	defer s.state.Unlock()
	return s.note.ID
}

// text is what the note is to be.
func (s *sitting) text() string {
	s.state.Lock()
	defer s.state.Unlock()
	return s.wanted
}

// quoted is what the note quotes, and where that was.
func (s *sitting) quoted() models.Note {
	s.state.Lock()
	defer s.state.Unlock()
	return s.note
}

// savedAt is when the library last took the note; zero for a new one.
func (s *sitting) savedAt() time.Time {
	s.state.Lock()
	defer s.state.Unlock()
	return s.note.UpdatedAt
}
