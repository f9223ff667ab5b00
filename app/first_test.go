package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"offprint/models"
)

func TestAFirstStartSaysWhichKeysToPress(t *testing.T) {
	const hint = "j next paper  ·  s keep it  ·  ? all keys"
	play(t, func(s *stage) {
		s.sees(hint)
		s.press("j", "j", "s") // three keys to the first kept paper
		equal(s, "kept", len(s.steps()), 1)
		equal(s, "state", s.paper(s.current()).Entry.State, models.ToRead)
		s.seesNot(hint)

		// it does not come back, not even for a list that is empty again
		s.press("z")
		s.seesNot(hint)
		s.close()
		s.open()
		s.seesNot(hint)
	})
}

func TestALibraryWithKeptPapersNeedsNoHint(t *testing.T) {
	playOn(t, only(today+".json"), today, func(s *stage) {
		s.open()
		s.press("s")
		s.close()
		// as a reader comes from an earlier version
		if err := os.Remove(filepath.Join(s.folders.State, "session.json")); err != nil {
			s.Fatal(err)
		}
		s.open()
		s.seesNot("all keys")
	})
}
