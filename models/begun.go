package models

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestPrefix is how many characters a prefix has, at most, that the papers'
// index keeps a list for.
const longestPrefix = 4

// mostBegun is how many of the words with a prefix are looked for in its place.
const mostBegun = 24

// begun are the words of the query where the one that is still being typed, if it
// is too long for the index to have a list of all papers with it, stands for the
// words in the index that begin so: FTS5 reads all papers with any of those
// before it gives the first one, but goes through those with whole words one by
// one. all says that these are all such words.
func (s *searching) begun() (words []wordMatch, all bool, err error) {
	last := len(s.words) - 1
	typed := s.query.words[len(s.query.words)-1]
	sought := typed.sought()
	if !typed.prefix || len(sought) != 1 || len(sought[0].words) != 1 || utf8.RuneCountInString(sought[0].words[0]) <= longestPrefix {
		return s.words, true, nil
	}
	prefix := sought[0].words[0]
	var terms []string
	// char(1) is in no word, so that the word after that is the next one
	err = s.db.Raw(`WITH RECURSIVE begun(term, n) AS (
			SELECT (SELECT term FROM papers_words WHERE term >= @prefix LIMIT 1), 1
			UNION ALL
			SELECT (SELECT w.term FROM papers_words w WHERE w.term >= begun.term || char(1) LIMIT 1), n + 1 FROM begun
				WHERE n <= @most AND substr(term, 1, length(@prefix)) = @prefix
		) SELECT term FROM begun WHERE substr(term, 1, length(@prefix)) = @prefix`, map[string]any{"prefix": prefix, "most": mostBegun}).Scan(&terms).Error
	if err != nil {
		return nil, false, fmt.Errorf("find the words with %q: %w", prefix, err)
	}
	all = len(terms) <= mostBegun
	terms = append(terms[:min(len(terms), mostBegun)], sought[0].forms...)
	if len(terms) == 0 {
		terms = []string{prefix} // which nothing has
	}
	slices.Sort(terms)
	terms = slices.Compact(terms)
	for i, term := range terms {
		terms[i] = quoteFTS(term)
	}
	words = append(slices.Clone(s.words[:last]), wordMatch{expression: "(" + strings.Join(terms, " OR ") + ")"})
	return words, all, nil
}
