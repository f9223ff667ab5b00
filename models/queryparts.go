package models

import (
	"errors"
	"slices"
	"strings"
)

// Part is a part of a query as it is written: a word, a phrase or a filter.
type Part struct {
	Text string // as written, with its quotes and the "-" before it
	// From and To are where it stands in the query, in runes.
	From, To int
	// Name and Value are those of a filter, "tag" and "agents" or "rating" and
	// ">=4"; Name is empty for words and phrases, whose Value is what is looked
	// for.
	Name, Value string
	Exclude     bool
	// Wrong is a sentence about what is wrong with it, empty where it can be
	// understood; Instead is the part that was probably meant, empty where that
	// is not known.
	Wrong, Instead string
}

// QueryParts are the parts of a query, in order.
func QueryParts(text string) []Part {
	runes := []rune(text)
	split := splitQuery(text)
	parts := make([]Part, len(split))
	for i, s := range split {
		p := Part{Text: string(runes[s.start:s.end]), From: s.start, To: s.end, Value: s.clean(), Exclude: s.exclude}
		if name, value, ok := s.named(); ok {
			p.Name, p.Value = name, value
		} else if name, operator, value, ok := s.numbered(); ok {
			p.Name, p.Value = name, operator+value
		}
		var q Query
		if err := q.add(s); err != nil {
			wrong := wrongPart(s, err)
			p.Wrong, p.Instead = wrong.err.Message, wrong.Instead
		}
		parts[i] = p
	}
	return parts
}

// WithPart is a query with another text in the place of a part of it; with an
// empty one the part is taken out.
func WithPart(query string, part Part, text string) string {
	runes := []rune(query)
	from, to := min(part.From, len(runes)), min(part.To, len(runes))
	before, after := string(runes[:from]), string(runes[to:])
	if text != "" {
		return before + text + after
	}
	before, after = strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
	if before == "" || after == "" {
		return before + after
	}
	return before + " " + after
}

// WithoutPart is a query without one of its parts.
func WithoutPart(query string, part Part) string { return WithPart(query, part, "") }

// Understood is what of a query can be understood, and the first of its parts
// that cannot; nil where all can.
func Understood(query string, typing bool) (rest string, first *WrongQuery) {
	for {
		_, err := ParseQuery(query, typing)
		wrong := (*WrongQuery)(nil)
		if !errors.As(err, &wrong) {
			return query, first
		}
		if first == nil {
			first = wrong
		}
		query = WithoutPart(query, Part{From: wrong.From, To: wrong.To})
	}
}

// WrongQuery is the *Error of a query with a part that cannot be understood.
type WrongQuery struct {
	// From and To are where the part stands in the query, in runes.
	From, To int
	// Instead is the part that was probably meant, empty where that is not known.
	Instead string
	err     *Error
}

func (w *WrongQuery) Error() string { return w.err.Error() }

func (w *WrongQuery) Unwrap() error { return w.err }

func wrongPart(part queryPart, err error) *WrongQuery {
	wrong := &WrongQuery{From: part.start, To: part.end}
	if !errors.As(err, &wrong.err) {
		wrong.err = failf(Invalid, err, "A part of this query cannot be understood.")
	}
	mistyped := (*Mistyped)(nil)
	if !errors.As(err, &mistyped) || mistyped.Instead == "" {
		return wrong
	}
	instead := mistyped.Instead
	if name, value, ok := part.named(); ok {
		switch name {
		case "is", "has", "in": // the filter's name stands before the word that was meant
		case "state":
			instead = "state:" + instead
		default:
			instead += ":" + quoteValue(value)
			if slices.Contains(numberNames(), mistyped.Instead) {
				instead = mistyped.Instead + ">=" + value
			}
		}
	} else if _, operator, value, ok := part.numbered(); ok {
		instead += operator + value
	}
	if part.exclude {
		instead = "-" + instead
	}
	wrong.Instead = instead
	return wrong
}

// quoteValue is the value of a filter as it is written in a query.
func quoteValue(value string) string {
	if strings.ContainsFunc(value, parting) || value == "" {
		return `"` + strings.ReplaceAll(value, `"`, "") + `"`
	}
	return strings.ReplaceAll(value, `"`, "")
}
