package markdown_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"go.uber.org/goleak"

	"offprint/app/ui/markdown"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// written writes blocks down, a line each.
func written(p *markdown.Page) string {
	var b strings.Builder
	for _, block := range p.Blocks {
		b.WriteString(strings.Repeat("    ", block.Depth))
		b.WriteString(strings.Repeat("> ", block.Quoted))
		if block.Marker != "" {
			b.WriteString(block.Marker + " ")
		}
		if block.Task.Is {
			fmt.Fprintf(&b, "[%v] ", block.Task.Done)
		}
		switch block.Kind {
		case markdown.Heading:
			fmt.Fprintf(&b, "h%d ", block.Level)
		case markdown.Code:
			b.WriteString("code ")
		case markdown.Rule:
			b.WriteString("rule")
		case markdown.Table:
			b.WriteString("table")
			for _, row := range block.Rows {
				for _, cell := range row {
					b.WriteString(" |" + runs(cell))
				}
				b.WriteString(" /")
			}
		}
		b.WriteString(runs(block.Text) + "\n")
	}
	return b.String()
}

func runs(all []markdown.Run) string {
	text := ""
	for _, r := range all {
		look := ""
		for i, on := range []bool{r.Bold, r.Italic, r.Code, r.Struck} {
			if on {
				look += "bics"[i : i+1]
			}
		}
		if r.URL != "" {
			look += " " + r.URL
		}
		if r.Paper != "" {
			look += " paper " + r.Paper
		}
		if look == "" {
			text += r.Text
		} else {
			text += "{" + strings.TrimSpace(look) + ": " + r.Text + "}"
		}
	}
	return strings.ReplaceAll(text, "\n", "⏎")
}

func parse(t testing.TB, note string) *markdown.Page {
	t.Helper()
	p := markdown.Parse(t.Context(), note, nil)
	if p == nil {
		t.Fatal("nothing was parsed")
	}
	return p
}

func TestWhatANoteBecomes(t *testing.T) {
	for _, tt := range []struct{ name, note, want string }{
		{"nothing", " \n\n", ""},
		{"headings", "# One\n## Two ##\ntext\n\nThree\n===\n", "h1 One\nh2 Two\ntext\nh1 Three\n"},
		{"looks", "a *b* **c** `d *e*` ~~f~~\ng  \nh\\*i &amp; &#65;", "a {i: b} {b: c} {c: d *e*} {s: f} g⏎h*i & A\n"},
		{"lists", "- a\n- b\n  1. c\n  2. d\n\n     more\n- \n\n7. e\n8. f", "    • a\n    • b\n        1. c\n        2. d\n        more\n    • \n    7. e\n    8. f\n"},
		{"tasks", "- [ ] a\n- [x] b\n\n1. [X] c", "    • [false] a\n    • [true] b\n    1. [true] c\n"},
		{"quotes", "> a\n> > b\n>\n> - c", "> a\n> > b\n    > • c\n"},
		{"code", "```go\nx := 1\n\n\ty *z*\n```\nafter\n\n    indented\n", "code {c: x := 1⏎⏎    y *z*}\nafter\ncode {c: indented}\n"},
		{"code without an end", "a\n\n~~~\nb\n\n# c", "a\ncode {c: b⏎⏎# c}\n"},
		{"code in a list", "- a\n\n  ```\n  b\n\n  c\n  ```\n- d", "    • a\n    code {c: b⏎⏎c}\n    • d\n"},
		{"empty code", "```\n```\n", "code {c: }\n"},
		{"table", "| a | *b* |\n|---|---|\n| 1 | `2` |\n| 3 |\n", "table |a |{i: b} / |1 |{c: 2} / |3 | /\n"},
		{"rule", "a\n\n***\nb", "a\nrule\nb\n"},
		{"links", "[a](https://a.test/x?y) <http://b.test> https://c.test/d. www.e.test [f][g]\n\nx\n\n[g]: https://g.test",
			"{https://a.test/x?y: a} {http://b.test: http://b.test} {https://c.test/d: https://c.test/d}. {http://www.e.test: www.e.test} {https://g.test: f}\nx\n"},
		{"links that lead elsewhere", "[a](javascript:alert(1)) [b](file:///etc/passwd) <javascript:alert(2)> [c](//d.test) [e](data:text/html,x) <mailto:a@b.test>",
			"a (javascript:alert(1)) b (file:///etc/passwd) javascript:alert(2) c (//d.test) e (data:text/html,x) mailto:a@b.test\n"},
		{"papers", "2411.19865 arXiv:2411.19865v2, [[2309.12288]] and [[2411.19865|Reverse *thinking*]] or [that](2401.00001) hep-th/9901001",
			"{paper 2411.19865: 2411.19865} arXiv:{paper 2411.19865: 2411.19865v2}, {paper 2309.12288: 2309.12288} and {paper 2411.19865: Reverse *thinking*} or {paper 2401.00001: that} {paper hep-th/9901001: hep-th/9901001}\n"},
		{"no papers", "1234.5678 12411.19865 2411.198651234 `2411.19865` [[not one]] [[2411.19865 2413.00001", "1234.5678 12411.19865 2411.198651234 {c: 2411.19865} [[not one]] [[{paper 2411.19865: 2411.19865} 2413.00001\n"},
		{"HTML", "<script>alert(1)</script>\n\na <b onclick=x>c</b>\n\n<!-- d -->", "code {c: <script>alert(1)</script>}\na <b onclick=x>c</b>\ncode {c: <!-- d -->}\n"},
		{"pictures", "![alt text](http://evil.test/x.png) ![](y.png)", "[alt text] [y.png]\n"},
		{"signs", "日本語 שלום 👩‍👩‍👧 \xff", "日本語 שלום 👩‍👩‍👧 \uFFFD\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := written(parse(t, strings.ToValidUTF8(tt.note, "\uFFFD"))); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestATaskSaysWhereItsLetterIs(t *testing.T) {
	note := "# Tasks\n\nintro\n\n- [ ] first\n  - [x] second\n\n> - [ ] quoted\n\n1. [ ] naïve 日本\n\n- [ ] " + strings.Repeat("long ", 3000) + "\n- [ ] last\n"
	var done []string
	p := parse(t, note)
	for _, b := range p.Blocks {
		if b.Task.Is {
			at := p.TaskAt(b)
			if got := note[at-1 : at+2]; got != "[ ]" && got != "[x]" {
				t.Errorf("at %d stands %q", at, got)
			}
			done = append(done, note[at:at+1])
		}
	}
	if got := strings.Join(done, ""); got != " x    " {
		t.Errorf("the letters are %q", got)
	}
}

func TestWhatHasNotChangedIsTakenOver(t *testing.T) {
	note := "# Head\n\nsame\n\nsame\n\n- [ ] task\n\nchanging"
	before := parse(t, note)
	after := markdown.Parse(t.Context(), "new\n\n"+note+"!", before)
	shared := map[*markdown.Block]bool{}
	for _, b := range before.Blocks {
		shared[b] = true
	}
	count := 0
	for _, b := range after.Blocks {
		if shared[b] {
			count++
			delete(shared, b)
		}
	}
	if count != len(before.Blocks)-1 {
		t.Errorf("%d of %d blocks are taken over", count, len(before.Blocks))
	}
	for _, b := range after.Blocks {
		if b.Task.Is && ("new\n\n" + note)[after.TaskAt(b)] != ' ' {
			t.Error("the task is not where it was moved to")
		}
	}
	if got, want := written(after), written(parse(t, "new\n\n"+note+"!")); got != want {
		t.Errorf("taken over, it is\n%swant\n%s", got, want)
	}
}

// hostile are notes that someone invented to be slow.
func hostile() map[string]string {
	fill := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	deep := ""
	for i := range 300 {
		deep += strings.Repeat(" ", 2*i) + "- x\n"
	}
	return map[string]string{
		"one line of 5 MB":  fill("word ", 5<<20),
		"one word of 5 MB":  fill("x", 5<<20),
		"10,000 links":      fill("[a](https://a.test) ", 200_000),
		"10,000 papers":     fill("2411.19865 ", 110_000),
		"10,000 list items": fill("- [ ] a\n", 80_000),
		"brackets":          fill("[[", 300_000),
		"open links":        fill("[a](", 300_000),
		"stars":             fill("*a _b", 300_000),
		"many stars":        fill("*", 300_000),
		"quotes":            fill("> ", 300_000),
		"quoted lines":      fill(strings.Repeat(">", 300)+" x\n", 300_000),
		"deep lists":        deep,
		"wide table":        fill("|a", 4_000) + "\n" + fill("|-", 4_000) + "\n" + fill("|a|\n", 50_000),
		"long table":        "|a|b|\n|-|-|\n" + fill("|a|b|\n", 300_000),
		"backticks":         fill("`a``b", 300_000),
		"targets":           fill("[a]: https://b.test\n", 300_000),
		"tildes":            fill("~~a", 300_000),
		"underlines":        fill("a_a", 300_000),
		"code of 5 MB":      "```\n" + fill("code of some lines\n", 5<<20),
		"tags":              fill("<a ", 300_000),
		"pictures":          fill("![](", 300_000),
	}
}

func TestHostileNotesAreBounded(t *testing.T) {
	for name, note := range hostile() {
		t.Run(name, func(t *testing.T) {
			p := parse(t, note)
			size := 0
			for _, b := range p.Blocks {
				for _, r := range b.Text {
					size += len(r.Text)
				}
			}
			if len(p.Blocks) > 3000 || size > 600<<10 {
				t.Errorf("%d blocks of %d bytes", len(p.Blocks), size)
			}
			if len(note) > 1<<20 && !p.Cut {
				t.Error("it is not said that the note goes on")
			}
		})
	}
}

func TestParsingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if markdown.Parse(ctx, "text", nil) != nil {
		t.Error("a page that nobody waits for is parsed")
	}
}

// FuzzParse holds that any text becomes a page, that its tasks are where they
// say, that links lead to the web only, and that a page made from another one is
// the same as one made anew.
func FuzzParse(f *testing.F) {
	for _, note := range []string{"# a\n\n- [ ] b\n\n```\nc\n```\n\n|a|\n|-|\n|b|", "[[2411.19865|x]] [a](javascript:b) <http://c>", "> - 1. [x] a\n\n\tb", "[a]: http://b\n[a]", "<b>\n&amp;\\*", "~~~\n~~~\n~~~", "*a **b ***c _d __e `f ``g"} {
		f.Add(note, 3)
	}
	f.Fuzz(func(t *testing.T, note string, cut int) {
		if len(note) > 100_000 {
			t.Skip()
		}
		p := parse(t, note)
		for _, b := range p.Blocks {
			if b.Task.Is {
				at := p.TaskAt(b)
				if at < 1 || at+1 >= len(note) || note[at-1] != '[' || note[at+1] != ']' {
					t.Fatalf("a task is at %d of %q", at, note)
				}
			}
			for _, r := range b.Text {
				if r.URL != "" && !strings.HasPrefix(strings.ToLower(r.URL), "http://") && !strings.HasPrefix(strings.ToLower(r.URL), "https://") {
					t.Fatalf("a link leads to %q", r.URL)
				}
				if utf8.ValidString(note) && !utf8.ValidString(r.Text) {
					t.Fatalf("a text is %q", r.Text)
				}
			}
		}
		if cut > 0 && cut < len(note) {
			other := markdown.Parse(t.Context(), note[:cut]+"\n\n"+note[cut:], p)
			if got, want := written(other), written(parse(t, note[:cut]+"\n\n"+note[cut:])); got != want {
				t.Fatalf("from the page before\n%sanew\n%s", got, want)
			}
		}
	})
}
