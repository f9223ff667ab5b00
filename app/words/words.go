// Package words has the words of the window in the reader's language. The
// English text is the key: what stands in the code is what an English reader
// sees, and assets/translations has the other languages, one file each, which
// Fyne's lang reads.
//
// What the reader wrote, what came from the feed and what is written into files
// is not translated; nor are the commands.
package words

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"offprint/models"
)

// T is a text in the reader's language, with args put in as fmt.Sprintf does.
// A translation may take them in another order: "%[2]s".
func T(text string, args ...any) string {
	text = lang.L(text)
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// N is a text about a number of things, which stands in it as %s with its
// thousands set apart: one for one of them, many for the others.
func N(n int, one, many string) string {
	if n == 1 {
		return T(one, Number(n))
	}
	return T(many, Number(n))
}

// Number writes a number with its thousands set apart: "12,345".
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return Number(n/1000) + fmt.Sprintf(",%03d", n%1000)
}

// Color is the name of one of models.TagColors.
func Color(name string) string {
	return map[string]string{
		"green": T("green"), "red": T("red"), "purple": T("purple"), "ochre": T("ochre"), "blue": T("blue"),
		"pink": T("pink"), "teal": T("teal"), "brown": T("brown"), "gray": T("gray"),
	}[name]
}

// Formatted is a text whose places were filled elsewhere, as an error's or a
// step's: said again in the reader's language, or as it is where it has no
// format.
func Formatted(said, format string, args []any) string {
	if format == "" {
		return T(said)
	}
	return T(format, args...)
}

// State is the name of a state of the reading list.
func State(s models.State) string {
	switch s {
	case models.ToRead:
		return T("To read")
	case models.Reading:
		return T("Reading")
	case models.Done:
		return T("Done")
	case models.Archived:
		return T("Archived")
	}
	return string(s)
}

// Origin is who made a step.
func Origin(o models.Origin) string {
	if o == models.ByCommand {
		return T("a command")
	}
	return T("the window")
}

// Menu is the name of one of action's menus.
func Menu(name string) string {
	return map[string]string{
		"File": T("File"), "Edit": T("Edit"), "Go": T("Go"), "Paper": T("Paper"), "View": T("View"), "Help": T("Help"),
	}[name]
}

// Day, ShortDay and Month are times as people write them: Mon 23 Nov 2026,
// 23 Nov, November 2026. Their layouts are those of time.Format, and translated.
func Day(t time.Time) string { return t.Format(T("Mon 2 Jan 2006")) }

// ShortDay is a day of this year.
func ShortDay(t time.Time) string { return t.Format(T("2 Jan")) }

// Month is a month.
func Month(t time.Time) string { return t.Format(T("January 2006")) }

// Weekday is the short name of a day of the week, which Fyne knows: Mon.
func Weekday(d time.Weekday) string {
	return lang.X(strings.ToLower(d.String())+".short", d.String()[:3])
}

// When is a time as people say it beside others: the hour of today, else the day
// too.
func When(t, now time.Time) string {
	if Today(t, now) {
		return t.Local().Format("15:04")
	}
	if t.Local().Year() == now.Local().Year() {
		return ShortDay(t.Local()) + t.Local().Format(" 15:04")
	}
	return t.Local().Format("2006-01-02 15:04")
}

// Today says whether a time is on the same day as now.
func Today(t, now time.Time) bool {
	return t.Local().Format(time.DateOnly) == now.Local().Format(time.DateOnly)
}
