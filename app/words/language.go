package words

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"offprint/assets"
)

// System is the choice to follow the system's language.
const System = ""

// Language is a language that the window speaks.
type Language struct {
	Code string // BCP 47: "zh-Hans"
	Name string // in the language itself
}

// Languages are the languages there are.
func Languages() []Language { return []Language{{"en", "English"}, {"zh-Hans", "简体中文"}} }

// Load reads the translations; code is a Language's, or System. It is called
// once, before anything is shown: what is shown already keeps its words.
func Load(code string) error {
	for _, l := range Languages() {
		if code != System && code != l.Code {
			continue
		}
		text, err := assets.Translation(strings.ReplaceAll(l.Code, "-", "_"))
		if err != nil {
			return fmt.Errorf("load the words: %w", err)
		}
		// Fyne speaks the language of the system; one that is chosen goes by its
		// name, and so for the toolkit's own words, too.
		locale := fyne.Locale(l.Code)
		if code != System {
			locale = lang.SystemLocale()
		}
		if err := lang.AddTranslationsForLocale(text, locale); err != nil {
			return fmt.Errorf("load the words of %s: %w", l.Code, err)
		}
	}
	return nil
}
