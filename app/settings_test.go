package app_test

import (
	"encoding/json"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"offprint/app/session"
	"offprint/app/ui"
)

// focused is what a screen reader says of the widget that has the keyboard.
func (s *stage) focused() string {
	a, ok := s.window.Canvas().Focused().(fyne.Accessible)
	if !ok {
		return ""
	}
	return a.AccessibilityLabel()
}

// kept is the session as a next start would find it.
func (s *stage) kept() session.Session {
	return session.Load(filepath.Join(s.folders.State, "session.json"))
}

// goesToSetting goes down the settings by key until one says that.
func (s *stage) goesToSetting(label string) {
	s.Helper()
	for range 200 {
		if strings.HasPrefix(s.focused(), label) {
			return
		}
		s.press("Down")
	}
	s.Fatalf("the keyboard never comes to %q", label)
}

func TestSettingsByKeyAlone(t *testing.T) {
	play(t, func(s *stage) {
		before := s.current()
		s.press("Ctrl+,")
		s.sees("Settings", "Text size", "Scale of the window", "Language")
		equal(s, "focus", s.focused(), "Search settings")
		s.press("Down")
		equal(s, "focus", s.focused(), "Appearance")
		s.press("Right")
		s.goesToSetting("Look")
		s.press("Right", "Right")
		equal(s, "look", s.focused(), "Look: Dark, 3/3")
		if c := ui.Color(theme.ColorNameBackground); c != (color.NRGBA{0x17, 0x19, 0x1D, 0xFF}) {
			s.Errorf("the window's ground is %v, and dark was chosen", c)
		}
		s.goesToSetting("Text size")
		height := ui.CardHeight()
		s.press("Right", "Right")
		if now := ui.CardHeight(); now <= height {
			s.Errorf("a card is %v high with larger text, and was %v", now, height)
		}
		s.press("Esc")
		equal(s, "overlays", s.window.Canvas().Overlays().Top(), fyne.CanvasObject(nil))
		s.press("j")
		if s.current() == before {
			s.Error("the list has not the keyboard afterwards")
		}
		s.press("Ctrl+,", "Down", "Down")
		s.sees("Preview of notes")
		s.press("Down", "Down")
		s.sees("Read the newest list", "When asked")
		s.press("Right", "Right")
		s.press("Esc")
		s.close()
		kept := s.kept()
		if kept.Theme != "dark" || kept.TextSize != 125 || kept.RefreshMinutes != 180 {
			s.Errorf("kept are %+v", kept)
		}
		s.open()
		if c := ui.Color(theme.ColorNameBackground); c != (color.NRGBA{0x17, 0x19, 0x1D, 0xFF}) || ui.CardHeight() <= height {
			s.Errorf("after a new start the ground is %v and a card %v high", c, ui.CardHeight())
		}
	})
}

func TestSettingsAreFoundByTheirWords(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+,")
		for words, want := range map[string]string{
			"theme": "Look", "zoom": "Text size", "thumbnails": "Pictures on the disk", "notify": "Notification",
			"offprint_home": "Your library", "archive and": "Archive and on", "keys next paper": "Next paper",
		} {
			s.types(words)
			s.sees(want)
			s.press("Esc") // empties the field
		}
		s.types("no such setting")
		s.sees("No setting has these words.")
		s.press("Esc", "Esc")
		equal(s, "overlays", s.window.Canvas().Overlays().Top(), fyne.CanvasObject(nil))
	})
}

func TestSettingsSayWherePicturesAndLibraryAre(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+,", "Down", "Down", "Down", "Down", "Down")
		s.sees("Your library", s.library.Path()[:20], "Used by pictures")
		s.press("Right")
		s.goesToSetting("Clear now")
		s.press("Enter")
		s.sees("0 bytes")
		s.goesToSetting("Copy path")
		s.press("Enter")
		equal(s, "copied", s.app.Clipboard().Content(), s.library.Path())
	})
}

func TestKeysCanBeChanged(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+,", "Down", "Down", "Down", "Right")
		s.goesToSetting("Next paper")
		s.press("Enter", "s", "Enter") // s is Keep's
		s.sees("s was Keep's. Keep has no key then.")
		equal(s, "row", s.focused(), "Next paper, s")
		s.press("Esc", "s")
		equal(s, "current", s.list().Index(), 1)
		equal(s, "steps", len(s.steps()), 0)

		// everything that shows keys shows these
		menus := ""
		for _, m := range s.window.MainMenu().Items {
			for _, i := range m.Items {
				menus += i.Label + "\n"
			}
		}
		if !strings.Contains(menus, "Next paper  (s)\n") || !strings.Contains(menus, "Keep\n") {
			s.Errorf("the menus say\n%s", menus)
		}
		s.press("?")
		s.sees("Next paper\ns\n")
		s.press("Esc")

		// a pair, a shortcut that another action has, one more key, none, and the usual one
		s.press("Ctrl+,", "Down", "Down", "Down", "Right")
		s.goesToSetting("Keep")
		s.press("Enter", "k", "k")
		s.sees("k was Previous paper's. Previous paper still has ↑.")
		s.press("+", "Ctrl+K")
		s.sees("Ctrl+K was Find an action…'s. Find an action… has no key then.")
		equal(s, "row", s.focused(), "Keep, k k, Ctrl+K")
		s.press("+", "Ctrl+C")
		s.sees("Ctrl+C belongs to the text that one types")
		s.press("Backspace")
		equal(s, "row", s.focused(), "Keep, s")
		s.sees("s was Next paper's. Next paper has no key then.")
		s.press("Delete")
		equal(s, "row", s.focused(), "Keep, no key")
		s.press("Enter", "Esc") // leaves it
		equal(s, "row", s.focused(), "Keep, no key")
		s.press("Enter", "b", "Enter", "Esc")

		s.press("b")
		equal(s, "steps", len(s.steps()), 1)
		s.sees("Undo  z")
		s.close()
		s.open()
		s.press("b")
		equal(s, "said after a new start", s.said(), "Already in To read.")

		s.press("Ctrl+,", "Down", "Down", "Down", "Right")
		s.goesToSetting("Reset all keys")
		s.press("Enter", "Esc", "j")
		equal(s, "current after a reset", s.list().Index(), 2)
		var left map[string][]string
		data, err := os.ReadFile(filepath.Join(s.folders.State, "keys.json"))
		if err != nil || json.Unmarshal(data, &left) != nil || len(left) != 0 {
			s.Errorf("after a reset the file has %q, %v", data, err)
		}
	})
}

func TestKeysDoNotReachTheListBelow(t *testing.T) {
	play(t, func(s *stage) {
		s.press("Ctrl+,", "Down", "Down", "Down", "Right")
		s.press("j", "e", "d", "z", "1")
		equal(s, "steps", len(s.steps()), 0)
		equal(s, "current", s.list().Index(), 0)
	})
}

func TestAFileOfKeysWithNonsense(t *testing.T) {
	playOn(t, only(today+".json"), today, func(s *stage) {
		file := filepath.Join(s.folders.State, "keys.json")
		if err := os.MkdirAll(s.folders.State, 0o700); err != nil {
			s.Fatal(err)
		}
		text := "{\n\"keep\": [\"l\"],\n\"star\": 5\n}"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			s.Fatal(err)
		}
		s.open()
		equal(s, "said", s.said(), "keys.json, line 3: “star” has no list of keys, or stands there twice; it was left out.")
		s.press("l", "*")
		equal(s, "steps", len(s.steps()), 2)
		if now, err := os.ReadFile(file); err != nil || string(now) != text {
			s.Errorf("the file is now %q, %v", now, err)
		}
		s.press("Ctrl+,", "Down", "Down", "Down")
		s.sees("keys.json, line 3")
	})
}
