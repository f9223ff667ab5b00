package earlier

import (
	"slices"
	"strings"

	"offprint/models"
)

// line is a line of a difference: of one of two texts, or of both. changed are
// the parts that differ, in runes. A line of the kind gap stands for lines that
// are left out; left is how many.
type line struct {
	kind    kind
	text    string
	changed [][2]int
	left    int
}

type kind int

const (
	same kind = iota
	removed
	added
	gap
)

const (
	// around a change, this many lines that are the same are shown
	margin = 3
	// so many lines are shown of a difference, and so much of one line
	mostLines = 160
	mostRunes = 1200
	// within a line that was changed, this much of what is the same stands before
	// and behind a change, in runes
	beside = 80
	// and so much of the change itself
	mostChanged = 600
)

// lines are the lines of a difference, those that say nothing left out.
func lines(parts []models.DiffPart) []line {
	return bounded(folded(whole(parts)))
}

// run is a part of a line.
type run struct {
	text    string
	changed bool
}

// side is one of the two texts, as its lines come together.
type side struct {
	runs []run
	done [][]run // lines that differ, until the next that is the same
}

func (s *side) add(text string, changed bool) {
	if text != "" {
		s.runs = append(s.runs, run{text, changed})
	}
}

func (s *side) end() {
	s.done = append(s.done, s.runs)
	s.runs = nil
}

func plain(runs []run) (text string, changed bool) {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.text)
		changed = changed || r.changed
	}
	return b.String(), changed
}

// whole are the lines of both texts: what was removed before what was added.
func whole(parts []models.DiffPart) []line {
	var all []line
	var before, after side
	flush := func() {
		if len(before.done) == len(after.done) {
			for i := range before.done {
				before.done[i], after.done[i] = apart(before.done[i], after.done[i])
			}
		}
		for _, runs := range before.done {
			all = append(all, cut(removed, runs))
		}
		for _, runs := range after.done {
			all = append(all, cut(added, runs))
		}
		before.done, after.done = nil, nil
	}
	// end ends a line in both texts.
	end := func() {
		was, changed := plain(before.runs)
		if is, other := plain(after.runs); !changed && !other && was == is {
			flush()
			all = append(all, line{kind: same, text: was})
			before.runs, after.runs = nil, nil
			return
		}
		before.end()
		after.end()
	}
	for _, part := range parts {
		for i, text := range strings.Split(part.Text, "\n") {
			if i > 0 {
				switch part.Kind {
				case models.Removed:
					before.end()
				case models.Added:
					after.end()
				default:
					end()
				}
			}
			if part.Kind != models.Added {
				before.add(text, part.Kind == models.Removed)
			}
			if part.Kind != models.Removed {
				after.add(text, part.Kind == models.Added)
			}
		}
	}
	if len(before.runs) > 0 || len(after.runs) > 0 {
		was, changed := plain(before.runs)
		is, other := plain(after.runs)
		switch {
		case !changed && !other && was == is:
			flush()
			return append(all, line{kind: same, text: was})
		case len(before.runs) > 0:
			before.end()
		}
		if len(after.runs) > 0 {
			after.end()
		}
	}
	flush()
	return all
}

// apart are two lines of which all differs, as it is with long ones whose words
// were not compared, with what is the same at their beginnings and ends.
func apart(before, after []run) (was, is []run) {
	if len(before) != 1 || len(after) != 1 || !before[0].changed || !after[0].changed {
		return before, after
	}
	a, b := []rune(before[0].text), []rune(after[0].text)
	first, last, shorter := 0, 0, min(len(a), len(b))
	for first < shorter && a[first] == b[first] {
		first++
	}
	for last < shorter-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	if first+last < len(a)/2 {
		return before, after // they are two
	}
	split := func(text []rune) []run {
		all := []run{{string(text[:first]), false}, {string(text[first : len(text)-last]), true}, {string(text[len(text)-last:]), false}}
		return slices.DeleteFunc(all, func(r run) bool { return r.text == "" })
	}
	return split(a), split(b)
}

// cut is a line that was changed, with what is the same in it shortened where
// that is long.
func cut(kind kind, runs []run) line {
	l := line{kind: kind}
	var text []rune
	for i, r := range runs {
		runes := []rune(r.text)
		first, last := i == 0, i == len(runs)-1
		switch {
		case r.changed:
			if len(runes) > mostChanged {
				runes = append(runes[:mostChanged:mostChanged], '…')
			}
			l.changed = append(l.changed, [2]int{len(text), len(text) + len(runes)})
		case first && last:
		case first && len(runes) > beside:
			runes = append([]rune("… "), runes[len(runes)-beside:]...)
		case last && len(runes) > beside:
			runes = append(runes[:beside:beside], []rune(" …")...)
		case !first && !last && len(runes) > 2*beside:
			runes = append(append(runes[:beside:beside], []rune(" … ")...), runes[len(runes)-beside:]...)
		}
		text = append(text, runes...)
	}
	l.text = string(text)
	return l
}

// folded are lines with those that are the same left out where they are far from
// a change.
func folded(all []line) []line {
	near := make([]bool, len(all))
	for i, l := range all {
		if l.kind != same {
			for j := max(0, i-margin); j <= min(len(all)-1, i+margin); j++ {
				near[j] = true
			}
		}
	}
	var out []line
	for i := 0; i < len(all); i++ {
		if near[i] {
			out = append(out, all[i])
			continue
		}
		from := i
		for i+1 < len(all) && !near[i+1] {
			i++
		}
		if n := i + 1 - from; n > 1 {
			out = append(out, line{kind: gap, left: n})
		} else {
			out = append(out, all[i])
		}
	}
	return out
}

// bounded are as many lines as are shown, and of each as much.
func bounded(all []line) []line {
	if len(all) > mostLines {
		left := 0
		for _, l := range all[mostLines:] {
			left += max(1, l.left)
		}
		all = append(all[:mostLines:mostLines], line{kind: gap, left: left})
	}
	for i, l := range all {
		if runes := []rune(l.text); len(runes) > mostRunes {
			all[i].text = string(runes[:mostRunes]) + "…"
			all[i].changed = slices.DeleteFunc(l.changed, func(part [2]int) bool { return part[0] >= mostRunes })
		}
	}
	return all
}
