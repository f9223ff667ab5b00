package formats_test

import (
	"errors"
	"slices"
	"testing"

	"offprint/models"
	"offprint/models/formats"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"": "", " ": "", "a": "a", "a b": "a b", " a": "a", "a ": "a", "a  b": "a b", "a\nb\t\u00a0c": "a b c",
		"e\u0301": "é", "a\x00b\x1b\x7fc": "abc", "\ufeffa\ufffe": "a", "\xff": "\ufffd", "大 模": "大 模",
	} {
		if got := formats.OneLine(in); got != want {
			t.Errorf("OneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[string][]int{
		"2017-06-12": {2017, 6, 12}, "2017-06": {2017, 6}, "2017": {2017}, "2017-06-12T10:00:00Z": {2017, 6},
		"2017-02-30": {2017, 2}, "2017-13-01": {2017}, "20170612": nil, "soon": nil, "": nil, "-": nil,
	} {
		if got := formats.Date(in); !slices.Equal(got, want) {
			t.Errorf("Date(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		paper        models.Paper
		doi, address string
	}{
		{models.Paper{ArxivID: "2611.00001"}, "10.48550/arXiv.2611.00001", "https://arxiv.org/abs/2611.00001"},
		{models.Paper{ArxivID: "2611.00001", DOI: "10.1/2", Project: "https://example.org/"}, "10.1/2", "https://arxiv.org/abs/2611.00001"},
		{models.Paper{DOI: "10.1016/S0140-6736(05)<1>#é"}, "10.1016/S0140-6736(05)<1>#é", "https://doi.org/10.1016/S0140-6736(05)%3C1%3E%23%C3%A9"},
		{models.Paper{Project: "https://example.org/"}, "", "https://example.org/"},
		{models.Paper{}, "", ""},
	} {
		if doi, address := formats.DOI(&c.paper), formats.Address(&c.paper); doi != c.doi || address != c.address {
			t.Errorf("%+v: DOI %q, address %q, want %q, %q", c.paper, doi, address, c.doi, c.address)
		}
	}
}

func TestNote(t *testing.T) {
	for want, n := range map[string]models.Note{
		"a b": {Text: "a\n\nb"}, "“q r” a": {Quote: "q\nr", Text: "a"}, "“q”": {Quote: "q"}, "": {},
	} {
		if got := formats.Note(n); got != want {
			t.Errorf("Note(%+v) = %q, want %q", n, got, want)
		}
	}
}

func TestAhead(t *testing.T) {
	broken := errors.New("the library is closed")
	papers := func(yield func(*models.Paper, error) bool) {
		for i := range 200 {
			if !yield(&models.Paper{ID: int64(i)}, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	n := 0
	for p, err := range formats.Ahead(papers) {
		switch {
		case n < 200 && (err != nil || p.ID != int64(n)), n == 200 && !errors.Is(err, broken):
			t.Fatalf("%d: %v, %v", n, p, err)
		}
		n++
	}
	if n != 201 {
		t.Errorf("%d were given", n)
	}
	for p := range formats.Ahead(papers) { // goleak sees that it ends
		if p.ID == 3 {
			break
		}
	}
}
