package citation_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"offprint/models/citation"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		in   string
		want citation.Name
	}{
		{"Ada Lovelace", citation.Name{Family: "Lovelace", Given: "Ada"}},
		{"  José \n  García ", citation.Name{Family: "García", Given: "José"}},
		{"Jose\u0301 Blanco", citation.Name{Family: "Blanco", Given: "José"}},
		{"and Grace B. Hopper", citation.Name{Family: "Hopper", Given: "Grace B."}},
		{"Anders Andersson", citation.Name{Family: "Andersson", Given: "Anders"}},
		{`John "Four" Doe`, citation.Name{Family: "Doe", Given: `John "Four"`}},

		{"Aäron van den Oord", citation.Name{Family: "Oord", Given: "Aäron", Particle: "van den"}},
		{"van den Oord", citation.Name{Family: "Oord", Particle: "van den"}},
		{"Ana da Silva Santos", citation.Name{Family: "Silva Santos", Given: "Ana", Particle: "da"}},
		{"Blaise Agüera y Arcas", citation.Name{Family: "Agüera y Arcas", Given: "Blaise"}},
		{"Gabriel Poesia Reis e Silva", citation.Name{Family: "Reis e Silva", Given: "Gabriel Poesia"}},
		{"Ana da Costa e Silva", citation.Name{Family: "Costa e Silva", Given: "Ana", Particle: "da"}},
		{"Wu e Li", citation.Name{Family: "Li", Given: "Wu e"}},
		{"Jan De la Torre", citation.Name{Family: "Torre", Given: "Jan", Particle: "De la"}},
		{"Luc Van Gool", citation.Name{Family: "Van Gool", Given: "Luc"}},
		{"Xue Bin Peng", citation.Name{Family: "Peng", Given: "Xue Bin"}},
		{"Quoc V. Le", citation.Name{Family: "Le", Given: "Quoc V."}},

		{"Oord, Aäron van den", citation.Name{Family: "Oord", Given: "Aäron", Particle: "van den"}},
		{"van den Oord, Aäron", citation.Name{Family: "Oord", Given: "Aäron", Particle: "van den"}},
		{"García Márquez, José", citation.Name{Family: "García Márquez", Given: "José"}},

		{"Martin Luther King Jr.", citation.Name{Family: "King", Given: "Martin Luther", Suffix: "Jr."}},
		{"Martin Luther King, Jr.", citation.Name{Family: "King", Given: "Martin Luther", Suffix: "Jr."}},
		{"King, Martin Luther, Jr.", citation.Name{Family: "King", Given: "Martin Luther", Suffix: "Jr."}},
		{"Guy de Vere III", citation.Name{Family: "Vere", Given: "Guy", Particle: "de", Suffix: "III"}},
		{"King Jr.", citation.Name{Family: "King", Suffix: "Jr."}},

		{"DeepSeek-AI", citation.Name{Literal: "DeepSeek-AI"}},
		{"The A and B Team", citation.Name{Literal: "The A and B Team"}},
		{"Open Science Labs", citation.Name{Literal: "Open Science Labs"}},
		{"GLM-5 contributors", citation.Name{Literal: "GLM-5 contributors"}},
		{"Ai Wang", citation.Name{Family: "Wang", Given: "Ai"}},
		{"Jan Labrador", citation.Name{Family: "Labrador", Given: "Jan"}},
		{"Yu", citation.Name{Literal: "Yu"}},
		{"許湛然", citation.Name{Literal: "許湛然"}},
		{"李 明", citation.Name{Family: "李", Given: "明"}},
		{"山田 太郎", citation.Name{Family: "山田", Given: "太郎"}},
		{"明, 李", citation.Name{Family: "明", Given: "李"}}, // as somebody wrote it
		{"Ming 李", citation.Name{Family: "李", Given: "Ming"}},
		{"Toan Van Nguyen", citation.Name{Family: "Nguyen", Given: "Toan Van"}},
		{"Van Nguyen", citation.Name{Family: "Nguyen", Given: "Van"}},
		{"Đức Văn Trần", citation.Name{Family: "Trần", Given: "Đức Văn"}},
		{"Duc Van Đặng", citation.Name{Family: "Đặng", Given: "Duc Van"}},
		{"Hung Le Pham", citation.Name{Family: "Pham", Given: "Hung Le"}},
		{"Toan van Nguyen", citation.Name{Family: "Nguyen", Given: "Toan", Particle: "van"}},
		{"one, two, three", citation.Name{Literal: "one, two, three"}},

		{"", citation.Name{}},
		{":", citation.Name{}},
		{", Jr.", citation.Name{Literal: ", Jr."}},
	} {
		if got := citation.Split(c.in); got != c.want {
			t.Errorf("Split(%q) = %+v, want %+v", c.in, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct{ author, published, title, want string }{
		{"Ashish Vaswani", "2017-06-12", "Attention Is All You Need", "vaswani2017attention"},
		{"García Márquez, José", "2026-11-02", "BERTology & 100% of {GPU_hours}", "garciamarquez2026bertology"},
		{"Aäron van den Oord", "2018-07-10", "Representation Learning", "vandenoord2018representation"},
		{"Martin Müller", "2024-01-01", "On the Use of “Agents”", "muller2024use"},
		{"Łukasz Strauß", "2024-01-01", "Let's <think> about it", "strauss2024lets"},
		{"Ægir Þórðarson", "2024-01-01", "A 3D Chain-of-Thought", "thordarson20243d"},
		{"Işık Øyvind Đặng", "2024-01-01", "100 Ways", "dang2024ways"},
		{"Ada Lovelace", "2024-01-01", "nabla^2DFT: A Set", "lovelace2024nabla"},
		{"Ada Lovelace", "2024-01-01", "τ-bench", "lovelace2024tau"},
		{"Ada Lovelace", "2024-01-01", "What Is It?", "lovelace2024what"},
		{"Ada Lovelace", "2024-01-01", "3 + 4", "lovelace20243"},
		{"Ada Lovelace", "2024-01-01", "", "lovelace2024untitled"},
		{"Ada Lovelace", "", "Engines", "lovelaceengines"},
		{"Ada Lovelace", "soon", "Engines", "lovelaceengines"},
		{"DeepSeek-AI", "2025-01-22", "Reasoning", "deepseekai2025reasoning"},
		{"The Open Science Team of the North", "2025-01-22", "Reasoning", "openscienceteam2025reasoning"},
		{"許湛然", "2025-01-22", "大模型", "paper2025untitled"},
		{"", "2025-01-22", "Reasoning", "paper2025reasoning"},
	} {
		if got := citation.Key(c.author, c.published, c.title); got != c.want {
			t.Errorf("Key(%q, %q, %q) = %q, want %q", c.author, c.published, c.title, got, c.want)
		}
	}
}

func TestUnique(t *testing.T) {
	taken := map[string]bool{}
	var given []string
	for range 30 {
		key, err := citation.Unique("li2024", func(key string) (bool, error) { return taken[key], nil })
		if err != nil {
			t.Fatal(err)
		}
		taken[key] = true
		given = append(given, strings.TrimPrefix(key, "li2024"))
	}
	want := " a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac"
	if got := strings.Join(given, " "); got != want {
		t.Errorf("suffixes in turn: %q, want %q", got, want)
	}

	broken := errors.New("the library is closed")
	if key, err := citation.Unique("li2024", func(string) (bool, error) { return false, broken }); !errors.Is(err, broken) {
		t.Errorf("when the look-up fails: %q, %v, want the error of the look-up", key, err)
	}
	if key, err := citation.Unique("li2024", func(string) (bool, error) { return true, nil }); err == nil {
		t.Errorf("when every key is taken: %q, want an error", key)
	}
}

// FuzzKey holds what the rest builds on: names and titles come from strangers,
// and whatever they are, a key is safe in every format and a name is either whole
// or in parts.
func FuzzKey(f *testing.F) {
	for _, s := range []string{"Ada Lovelace", "van der", ", Jr.", "and and", "許 湛然", "Ö, ü, Jr.", "\xff\xfe", "de Jr.", "a,b", "½ ㎏"} {
		f.Add(s, "2024-02-30", s)
	}
	valid := regexp.MustCompile(`^[a-z0-9]+$`)
	f.Fuzz(func(t *testing.T, author, published, title string) {
		key := citation.Key(author, published, title)
		if !valid.MatchString(key) || len(key) > 100 {
			t.Errorf("Key(%q, %q, %q) = %q", author, published, title, key)
		}
		n := citation.Split(author)
		if (n.Family == "") == (n.Literal == "") && n != (citation.Name{}) {
			t.Errorf("Split(%q) = %+v: want either a family name or a literal", author, n)
		}
		if n.Family == "" && (n.Given != "" || n.Particle != "" || n.Suffix != "") {
			t.Errorf("Split(%q) = %+v: parts without a family name", author, n)
		}
		for _, part := range []string{n.Family, n.Given, n.Particle, n.Suffix, n.Literal} {
			if part != strings.Join(strings.Fields(part), " ") {
				t.Errorf("Split(%q) has the untidy part %q", author, part)
			}
		}
	})
}

func ExampleKey() {
	fmt.Println(citation.Key("Ashish Vaswani", "2017-06-12", "Attention Is All You Need"))
	// Output: vaswani2017attention
}
