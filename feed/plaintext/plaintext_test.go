package plaintext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"offprint/feed/plaintext"
)

func TestTitleReadsTeX(t *testing.T) {
	for in, want := range map[string]string{
		// powers and indices
		"about 10^{19} operations":   "about 10¹⁹ operations",
		"an error of 10^-4":          "an error of 10⁻⁴",
		"an error of 10^{-4}":        "an error of 10⁻⁴",
		"Cube^2: squares of cubes":   "Cube²: squares of cubes",
		"in O(N^2) steps":            "in O(N²) steps",
		"in O(2^n) steps":            "in O(2ⁿ) steps",
		"UniX^2y works":              "UniX²y works",
		"plus is R^{+} here":         "plus is R⁺ here",
		"the 5^{th} layer":           "the 5th layer",
		"in O(T^K) steps":            "in O(T^K) steps",
		"the weight x^{old}":         "the weight x^old",
		"an operator G_{stack} grew": "an operator G_stack grew",
		"sums x_{ij} of x_i":         "sums xᵢⱼ of xᵢ",
		"scores F_1 of 60":           "scores F₁ of 60",
		"with π_{0.5} and π_0":       "with π_0.5 and π₀",
		"log_2 of the norm ell_2":    "log₂ of the norm ℓ₂",
		"turned by 90^{circ}, 45^∘":  "turned by 90°, 45°",
		"E\\textsuperscript{2}R":     "E²R",
		// escapes
		`54.6\% of A \& B for \$5`: "54.6% of A & B for $5",
		`a snake\_case name`:       "a snake_case name",
		`300\,k items vs.\ more`:   "300 k items vs. more",
		// quotes, dashes, spaces
		"``quoted'' text":                     "“quoted” text",
		"``half\" quoted":                     "“half” quoted",
		"from 2017--2024":                     "from 2017–2024",
		"Models~(LLMs) on RTX~3090":           "Models (LLMs) on RTX 3090",
		"8~FPS at~https://a.example/~me/":     "8 FPS at https://a.example/~me/",
		"about ~100 and 5~66% more":           "about ~100 and 5~66% more",
		"the ``one'' `code_x^2` and ``two''!": "the “one” `code_x^2` and “two”!",
		// commands
		`\textsc{Name}, textbf{B} and \emph{C}`: "Name, B and C",
		"over mathcal{X} and boldsymbolπ":       "over X and π",
		`the $\alpha$-rule, $\pi^3$`:            "the α-rule, π³",
		`\alpha \approx \beta \leq 3\times`:     "α ≈ β ≤ 3×",
		"rising 5%rightarrow10% on leq5%":       "rising 5%→10% on ≤5%",
		`(\ie, this) and \etc. And`:             "(i.e., this) and etc. And",
		`\frac{1}{n+1} of \sqrt{n}`:             "1/(n+1) of √n",
		// names
		`(\"Ust\"un et al.), Fr\'echet, vis-\` + "`" + `a-vis`: "(Üstün et al.), Fréchet, vis-à-vis",
		`Bolet\'{\i}n, {\"o}, Ko\v{c}i`:                        "Boletín, ö, Koči",
		`the model\'s answers`:                                 "the model's answers",
		// times
		"a 12times12 grid":           "a 12×12 grid",
		"a 36times 64 grid":          "a 36×64 grid",
		"3.9times faster, 2times.":   "3.9× faster, 2×.",
		"on 8timesH100, 7{times}":    "on 8×H100, 7×",
		"4 times 4 times 10 schemes": "4 × 4 × 10 schemes",
		"10^{7} times that":          "10⁷ times that",
		// addresses
		"at https://a.example/x{https://a.example/x}.": "at https://a.example/x.",
		"at https://a.example/{https://a.example}.":    "at https://a.example/.",
		`code~\url{https://a.example/x_1}!`:            "code https://a.example/x_1!",
		`\href{https://a.example/}{the page}`:          "https://a.example/ (the page)",
		"https://a.example/x{GitHub}.":                 "https://a.example/x (GitHub).",
		// white space and what shows nothing
		"  Wrapped\n  over\tlines\u00a0here ":  "Wrapped over lines here",
		"zero\u200bwidth\ufeff and\x00 bell\a": "zerowidth and bell",
		"Cafe\u0301":                           "Café",
		"turned \u202eback":                    "turned back",
	} {
		if got := plaintext.Title(in); got != want {
			t.Errorf("Title(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestTitleLeavesTheRest(t *testing.T) {
	for _, s := range []string{
		"Let's <think> about </think> it", "with <1 GB and p <= 0.01 of a <picture of a man>",
		"$1 Million for 4$ per hour", "Under $0.1 and over $20", "**bold**, *it* and [a](https://a.example/b_c)",
		"snake_case_name, tool_call and file_1.txt", "run f(x_1.y) on Q4_0 with v1_5",
		"https://a.example/x_{i}/y^2", "https://a.example/a_b/10^{19}", "GET https://a.example/users/{id}/x and /{Name}/y",
		"github.com/someone/a_1 and a.example/v_0", "`x_1 = 10^{2}` and ```a ``b'' \\alpha```",
		"three times 3 a day", "it ran 5 times, at times 9", "timesteps and 3 timestamps", "2 times 20% more",
		"call --flag=x or -- wait", `print(\"a\", \"b\")`, `match \d+\s and C:\beta`, "approximate leqx my_leq",
		"dict {a: 1} and {b}", "a^b and x^2.5", "beta_1 and pi_2", "許湛然 and Clem 🤗", "naïve Ångström", "half `open and it's so",
	} {
		if got := plaintext.Title(s); got != s {
			t.Errorf("Title changed\n     %q\ninto %q", s, got)
		}
	}
}

func TestAbstractKeepsParagraphs(t *testing.T) {
	got := plaintext.Abstract("\n One line\nand the\r\nnext.\n \n\nA 2nd ``paragraph\nhere''.\r\n\r\n")
	if want := "One line and the next.\n\nA 2nd “paragraph here”."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLineLeavesTeX(t *testing.T) {
	if got, want := plaintext.Line(" Jane\n Q. \\'O_{x} \u200b"), "Jane Q. \\'O_{x}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	family := "Ann 👩\u200d👩\u200d👧 می\u200cخواهم"
	if got := plaintext.Line(family); got != family {
		t.Errorf("joiners: got %q, want %q", got, family)
	}
}

func TestNestingDoesNotRunAway(t *testing.T) {
	deep := strings.Repeat(`\textbf{`, 400) + "x" + strings.Repeat("}", 400)
	if got := plaintext.Title(deep); got != deep {
		t.Errorf("text nested 400 deep became %.40q…, want it untouched", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "10^{19} G_{stack} x_i^2", `\"{\i} {\"o} \'s \\%`, "``a'' `b` ``c\"", "$\\alpha$ $1 $2", "12times12 times 4",
		"https://a.example/{https://a.example}~x", `\url{https://a.example/\allowbreak x}`, "\ufffc https://a.example/ \ufffc",
		"a\u200d\u0301b\u200cé", "A\u200d\u0301\u200d\u0301", "K\u200dé <\u0338", "\xff\xfe", "\\textbf{\\emph{x}}{}", "a\n\nb\r\n \n c", "^∘ 9^∘ λ^star", "1--2--3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, clean := range map[string]func(string) string{"Line": plaintext.Line, "Title": plaintext.Title, "Abstract": plaintext.Abstract} {
			once := clean(s)
			if twice := clean(once); twice != once {
				t.Errorf("%s(%q) = %q, and again %q", name, s, once, twice)
			}
			if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) {
				t.Errorf("%s(%q) = %q is not UTF-8 in form C", name, s, once)
			}
			if len(once) > 6*len(s)+8 {
				t.Errorf("%s made %d bytes of %d", name, len(once), len(s))
			}
			if i := strings.IndexFunc(once, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
				t.Errorf("%s(%q) = %q keeps a control character", name, s, once)
			}
			if name != "Abstract" && strings.Contains(once, "\n") {
				t.Errorf("%s(%q) = %q is more than a line", name, s, once)
			}
		}
	})
}
