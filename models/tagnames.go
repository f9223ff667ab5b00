package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxTagName bounds a tag's name, in characters.
const maxTagName = 80

// CleanTag is a tag's name as it is kept: in the normal form NFC, without spaces
// around it or around its slashes, and without what cannot be seen or typed,
// such as control characters and marks of the direction of writing; joiners
// inside words and emoji stay. A straight double quote, which ends a filter of
// the query language, becomes a curly one. Invalid where nothing is left or it
// is too long.
func CleanTag(name string) (string, error) {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '”'
		case unicode.IsSpace(r):
			return ' '
		case isJoiner(r):
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(name, "")))
	parts := strings.Split(name, "/")
	kept := parts[:0]
	for _, part := range parts {
		part = strings.TrimFunc(part, func(r rune) bool { return r == ' ' || isJoiner(r) })
		if strings.ContainsFunc(part, func(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) }) {
			kept = append(kept, oneLine(part))
		}
	}
	name = strings.Join(kept, "/")
	switch n := len([]rune(name)); {
	case n == 0:
		return "", failf(Invalid, nil, "A tag needs at least one letter, number or sign that can be seen.")
	case n > maxTagName:
		return "", failf(Invalid, nil, "This tag has %d characters; the longest has %d.", n, maxTagName)
	}
	return name, nil
}

// isJoiner says whether r is one of the characters that cannot be seen and that
// words of some scripts, and emoji, are joined with.
func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// foldTag is a tag's name as it is compared, however it is written.
func foldTag(name string) string {
	if clean, err := CleanTag(name); err == nil {
		name = clean
	}
	return foldName(name)
}

// TagUse says how much a tag is used, those nested in it counted too: what
// renaming, merging or deleting it would change.
type TagUse struct {
	Nested int // tags nested in it
	Papers int // papers with it or one of those
	Lists  int // smart lists that ask for it or one of those
}

// TagUse counts what uses a tag; NotFound where there is none.
func (l *Library) TagUse(ctx context.Context, name string) (TagUse, error) {
	var use TagUse
	r := writing{DB: l.reader.WithContext(ctx), lib: l}
	family, first, err := r.family(name)
	if err != nil {
		return use, err
	}
	use.Nested = len(family)
	if first {
		use.Nested--
	}
	if use.Papers, err = r.papersWith(family); err != nil {
		return use, err
	}
	var queries []string
	if err := r.Raw("SELECT query FROM smart_lists WHERE query LIKE '%tag:%'").Scan(&queries).Error; err != nil {
		return use, fmt.Errorf("read smart lists: %w", err)
	}
	for _, q := range queries {
		if renameInQuery(q, map[string]string{foldTag(name): "\x00"}) != q {
			use.Lists++
		}
	}
	return use, nil
}

// CompleteTags are at most limit tags that text may be meant as: first those
// that begin with it, then those of which a word does, then those that have it
// anywhere; among them those on the most papers first.
func (l *Library) CompleteTags(ctx context.Context, text string, limit int) ([]Tag, error) {
	all, err := l.Tags(ctx)
	if err != nil {
		return nil, err
	}
	text = foldName(text)
	type match struct {
		tag  Tag
		rank int
	}
	var matches []match
	for _, t := range all {
		switch {
		case strings.HasPrefix(t.Folded, text):
			matches = append(matches, match{t, 0})
		case hasWord(t.Folded, text, true):
			matches = append(matches, match{t, 1})
		case strings.Contains(t.Folded, text):
			matches = append(matches, match{t, 2})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.tag.Papers, a.tag.Papers))
	})
	tags := make([]Tag, 0, min(limit, len(matches)))
	for _, m := range matches[:min(limit, len(matches))] {
		tags = append(tags, m.tag)
	}
	return tags, nil
}

// renameInLists writes other tags into the filters of smart lists: to by the
// folded name of what it takes the place of.
func (w *writing) renameInLists(to map[string]string) error {
	var lists []struct {
		ID    int64
		Query string
	}
	if err := w.Raw("SELECT id, query FROM smart_lists WHERE query LIKE '%tag:%' ORDER BY id").Scan(&lists).Error; err != nil {
		return fmt.Errorf("read smart lists: %w", err)
	}
	for _, list := range lists {
		query := renameInQuery(list.Query, to)
		if query == list.Query {
			continue
		}
		if err := w.update("smart_lists", list.ID, map[string]any{"query": query}); err != nil {
			return err
		}
	}
	return nil
}

// renameInQuery writes other tags into the filters "tag:" of a query, and leaves
// all else as it is.
func renameInQuery(query string, to map[string]string) string {
	runes := []rune(query)
	var b strings.Builder
	at := 0
	for _, part := range splitQuery(query) {
		m := namedFilter.FindStringSubmatch(part.text)
		if part.quoted || m == nil || !strings.EqualFold(m[1], "tag") {
			continue
		}
		name, ok := renamed(m[2], to)
		if !ok {
			continue
		}
		b.WriteString(string(runes[at:part.start]))
		if part.exclude {
			b.WriteByte('-')
		}
		if strings.ContainsFunc(name, unicode.IsSpace) {
			name = `"` + name + `"`
		}
		b.WriteString("tag:" + name)
		at = part.end
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// renamed is the name that a tag has now, where it or one that it is nested in
// was renamed.
func renamed(name string, to map[string]string) (string, bool) {
	clean, err := CleanTag(name)
	if err != nil {
		return "", false
	}
	parts := strings.Split(clean, "/")
	for n := len(parts); n > 0; n-- {
		if now, ok := to[foldName(strings.Join(parts[:n], "/"))]; ok {
			return strings.Join(append([]string{now}, parts[n:]...), "/"), true
		}
	}
	return "", false
}
