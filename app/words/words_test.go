package words_test

import (
	"testing"

	"offprint/app/words"
)

func TestCounting(t *testing.T) {
	for n, want := range map[int]string{0: "0 papers", 1: "1 paper", 999: "999 papers", 1000: "1,000 papers", 1234567: "1,234,567 papers"} {
		if got := words.N(n, "%s paper", "%s papers"); got != want {
			t.Errorf("N(%d) is %q, want %q", n, got, want)
		}
	}
	if got := words.T("%s of %s selected", "3", "12 papers"); got != "3 of 12 papers selected" {
		t.Errorf("T is %q", got)
	}
	if got := words.T("100 % sure"); got != "100 % sure" {
		t.Errorf("a text without arguments is %q", got)
	}
}
