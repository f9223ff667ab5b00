package earlier

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"offprint/models"
)

func read(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		switch l.kind {
		case gap:
			fmt.Fprintf(&b, "…%d\n", l.left)
		default:
			b.WriteString([]string{" ", "-", "+"}[l.kind] + l.text + "\n")
		}
	}
	return b.String()
}

func TestTheLinesOfADifference(t *testing.T) {
	many := strings.Repeat("same\n", 20)
	for _, c := range []struct{ before, after, want string }{
		{"a", "b", "-a\n+b\n"},
		{"", "new", "+new\n"},
		{"old", "", "-old\n"},
		{"one two three", "one 2 three", "-one two three\n+one 2 three\n"},
		{"a\nb\nc", "a\nc", " a\n-b\n c\n"},
		{"a\nb\nc\n", "a\nB\nC\n", " a\n-b\n-c\n+B\n+C\n"},
		{"joined\nlines", "joined lines", "-joined\n-lines\n+joined lines\n"},
		{"first\n" + many + "last", "FIRST\n" + many + "last", "-first\n+FIRST\n same\n same\n same\n…18\n"},
		{many + "x", many + "y", "…17\n same\n same\n same\n-x\n+y\n"},
	} {
		got := read(lines(models.Difference(c.before, c.after)))
		if got != c.want {
			t.Errorf("%q to %q:\n%swant\n%s", c.before, c.after, got, c.want)
		}
	}
}

func TestBothTextsAreInTheirDifference(t *testing.T) {
	texts := []string{"", "a", "a b c\nd e f\n\ng", "a B c\nd f\ng\n", "\n\n", "d e f", "a b c d e f g", "x\na b c\nd e f\n\ng\nx", "模型 很好\nsecond", "模型 不好\nsecond\n"}
	for _, before := range texts {
		for _, after := range texts {
			var was, is []string
			for _, l := range whole(models.Difference(before, after)) {
				if l.kind != added {
					was = append(was, l.text)
				}
				if l.kind != removed {
					is = append(is, l.text)
				}
			}
			// the end of a text is the end of its last line
			if got := strings.Join(was, "\n"); got != strings.TrimSuffix(before, "\n") {
				t.Errorf("%q to %q: the lines before are %q", before, after, was)
			}
			if got := strings.Join(is, "\n"); got != strings.TrimSuffix(after, "\n") {
				t.Errorf("%q to %q: the lines after are %q", before, after, is)
			}
		}
	}
}

func TestALongLineIsShownAroundItsChange(t *testing.T) {
	long := strings.Repeat("word ", 5000)
	got := lines(models.Difference(long+"old"+long, long+"new"+long))
	if len(got) != 2 {
		t.Fatalf("there are %d lines", len(got))
	}
	for i, word := range []string{"old", "new"} {
		runes := []rune(got[i].text)
		if len(runes) > 2*mostRunes || len(got[i].changed) != 1 {
			t.Fatalf("line %d has %d runes, and %v is marked", i, len(runes), got[i].changed)
		}
		if c := got[i].changed[0]; string(runes[c[0]:c[1]]) != word {
			t.Errorf("marked is %q", string(runes[c[0]:c[1]]))
		}
	}
}

func TestTheDifferenceOfHugeTextsIsBounded(t *testing.T) {
	var before, after strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&before, "line %d of the one text, which is long\n", i)
		fmt.Fprintf(&after, "line %d of the other text, which is long too\n", i)
	}
	start := time.Now()
	got := lines(models.Difference(before.String(), after.String()))
	t.Logf("took %v", time.Since(start))
	if len(got) > mostLines+1 || got[len(got)-1].kind != gap {
		t.Errorf("%d lines are shown", len(got))
	}
	one := strings.Repeat("x", 5_000_000)
	for _, l := range lines(models.Difference(one, one+"y")) {
		if len(l.text) > 2*mostRunes {
			t.Errorf("a line has %d letters", len(l.text))
		}
	}
}
