package wrap_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"offprint/app/ui/wrap"
)

// ones measures every rune as one wide, and spaces in the second half as two, as a text of two looks does.
func ones(half int) wrap.Measure {
	return func(from int, text string) (width float32) {
		for i, r := range []rune(text) {
			width++
			if r == ' ' && from+i >= half {
				width++
			}
		}
		return width
	}
}

func TestLinesFitAndTogetherAreTheText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "word", " ", "  ", "\n", "日本語", "e\u0301", "👩‍👩‍👧", "long-hyphenated-words", "שלום", "\t"}
	for range 300 {
		var b strings.Builder
		for range random.IntN(40) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		text := []rune(b.String())
		width := float32(1 + random.IntN(20))
		f := wrap.New(text, ones(len(text)/2))
		at := 0
		for _, l := range f.Wrap(width) {
			if strings.TrimSpace(string(text[at:l.Start])) != "" {
				t.Fatalf("%q: between two lines stands %q", string(text), string(text[at:l.Start]))
			}
			if shown := f.Shown(l.Start, l.End); f.Width(l.Start, l.End) > width && strings.Trim(shown, " ") != "" && len([]rune(shown)) > 5 {
				t.Fatalf("%q: in %v a line is %q", string(text), width, shown)
			}
			at = l.End
		}
		if strings.TrimSpace(string(text[at:])) != "" {
			t.Fatalf("%q: the lines end before %q", string(text), string(text[at:]))
		}
	}
}
