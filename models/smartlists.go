package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// SmartList is a query with a name. Its papers are those that the query finds
// among all that are kept offline, now and later.
type SmartList struct {
	ID    int64 `gorm:"primaryKey"`
	Name  string
	Query string
	// Color is "#RRGGBB", or empty for none.
	Color string
	// Position orders the lists; smaller comes first.
	Position float64
	// Papers is how many papers it has, at most MostCounted, and More says that
	// there are more; SmartLists fills them.
	Papers int  `gorm:"-"`
	More   bool `gorm:"-"`
	// Wrong is a sentence about what is wrong with the query, empty where nothing
	// is: another version of the program may have understood it.
	Wrong string `gorm:"-"`
}

// TableName is the list's table.
func (SmartList) TableName() string { return "smart_lists" }

// MostCounted is up to how many papers of a smart list are counted.
const MostCounted = 999

// maxSmartName bounds the name of a smart list, in characters.
const maxSmartName = 80

// SmartLists are all smart lists with their numbers of papers, in their order.
func (l *Library) SmartLists(ctx context.Context) ([]SmartList, error) {
	var lists []SmartList
	if err := l.reader.WithContext(ctx).Order("position, id").Find(&lists).Error; err != nil {
		return nil, fmt.Errorf("read smart lists: %w", err)
	}
	db := l.searcher.WithContext(ctx)
	for i := range lists {
		list := &lists[i]
		q, err := ParseQuery(list.Query, false)
		if known := (*Error)(nil); errors.As(err, &known) {
			list.Wrong = known.Message
			continue
		}
		if list.Papers, list.More, err = countFound(ctx, db, q); err != nil {
			return nil, fmt.Errorf("count the smart list %d: %w", list.ID, unwanted(ctx, err))
		}
	}
	return lists, nil
}

// countFound counts the papers that a query finds, up to MostCounted.
func countFound(ctx context.Context, db *gorm.DB, q Query) (n int, more bool, err error) {
	s, err := newSearching(db, q, q.where())
	if err != nil {
		return 0, false, err
	}
	var found []int64
	if s.expression == "" {
		found, err = ordered(db, s.where, newestFirst, MostCounted+1)
	} else {
		found, err = s.some(ctx, MostCounted+1)
	}
	return min(len(found), MostCounted), len(found) > MostCounted, err
}

// queryOf is the query of a view; in a smart list that of the list, narrowed by
// the view's. Both together have as many words as a query may have.
func (l *Library) queryOf(ctx context.Context, v View) (Query, error) {
	q, err := ParseQuery(v.Query, v.Typing)
	if err != nil || v.Place != SmartPlace {
		return q, err
	}
	list, err := smartList(l.reader.WithContext(ctx), v.Smart)
	if err != nil {
		return q, err
	}
	base, err := ParseQuery(list.Query, false)
	if err != nil {
		return q, err
	}
	both := Query{
		words: append(base.words, q.words...), filters: append(base.filters, q.filters...),
		authors: append(base.authors, q.authors...), notesOnly: base.notesOnly || q.notesOnly,
	}
	return both, both.checkWords()
}

// SmartList is one smart list without its number of papers; NotFound where there
// is none.
func (l *Library) SmartList(ctx context.Context, id int64) (SmartList, error) {
	return smartList(l.reader.WithContext(ctx), id)
}

func smartList(db *gorm.DB, id int64) (SmartList, error) {
	var list SmartList
	err := db.Where("id = ?", id).Take(&list).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return list, failf(NotFound, nil, "This smart list is not there any more. Nothing was changed.")
	}
	if err != nil {
		return list, fmt.Errorf("look up the smart list %d: %w", id, err)
	}
	return list, nil
}

// SmartListNamed is the smart list with a name, whatever its case; NotFound where
// there is none.
func (l *Library) SmartListNamed(ctx context.Context, name string) (SmartList, error) {
	var lists []SmartList
	if err := l.reader.WithContext(ctx).Order("position, id").Find(&lists).Error; err != nil {
		return SmartList{}, fmt.Errorf("read smart lists: %w", err)
	}
	names := make([]string, len(lists))
	for i, list := range lists {
		if foldName(list.Name) == foldName(oneLine(name)) {
			return list, nil
		}
		names[i] = "“" + list.Name + "”"
	}
	if len(names) == 0 {
		return SmartList{}, failf(NotFound, nil, "There is no smart list yet.")
	}
	return SmartList{}, failf(NotFound, nil, "There is no smart list “%s”. There are: %s.", excerpt(oneLine(name), 40), strings.Join(names, ", "))
}

// AddSmartList keeps a query as a smart list, the last one. The query must be
// one that can be understood and asks for something, and the name one that no
// other list has.
func (l *Library) AddSmartList(ctx context.Context, name, query string) (SmartList, Step, error) {
	list := SmartList{Query: strings.TrimSpace(query)}
	var err error
	if list.Name, err = CleanSmartName(name); err != nil {
		return SmartList{}, Step{}, err
	}
	if err := CheckSmartQuery(list.Query); err != nil {
		return SmartList{}, Step{}, err
	}
	step, err := l.write(ctx, sayf("Added the smart list “%s”", excerpt(list.Name, 40)), func(w *writing) error {
		if err := w.smartNameFree(list.Name, 0); err != nil {
			return err
		}
		if err := w.Raw("SELECT coalesce(max(position), 0) + 1 FROM smart_lists").Scan(&list.Position).Error; err != nil {
			return fmt.Errorf("find the end of the smart lists: %w", err)
		}
		colors := TagColors()
		var n int64
		if err := w.Model(&SmartList{}).Count(&n).Error; err != nil {
			return fmt.Errorf("count smart lists: %w", err)
		}
		list.Color = colors[int(n)%len(colors)].Hex
		return w.insert("smart_lists", &list, func() int64 { return list.ID })
	})
	return list, step, err
}

// CleanSmartName is a name as a smart list may have it, in one line; an *Error
// says why it may not.
func CleanSmartName(name string) (string, error) {
	name = oneLine(strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", " "), ""))
	switch n := len([]rune(name)); {
	case n == 0:
		return "", failf(Invalid, nil, "A smart list needs a name.")
	case n > maxSmartName:
		return "", failf(Invalid, nil, "This name has %d characters; the longest of a smart list has %d.", n, maxSmartName)
	}
	return name, nil
}

// CheckSmartQuery says with an *Error why a smart list cannot have a query: it
// cannot be understood, or asks for nothing.
func CheckSmartQuery(query string) error {
	q, err := ParseQuery(query, false)
	if err != nil {
		return err
	}
	if q.Empty() {
		return failf(Invalid, nil, "A smart list needs a query that asks for something. Write words or filters, as in tag:agents is:starred.")
	}
	return nil
}

// smartNameFree fails where a list other than the one with the key has the name.
func (w *writing) smartNameFree(name string, id int64) error {
	var lists []SmartList
	if err := w.Where("id <> ?", id).Find(&lists).Error; err != nil {
		return fmt.Errorf("read smart lists: %w", err)
	}
	for _, other := range lists {
		if foldName(other.Name) == foldName(name) {
			return failf(Conflict, nil, "There is a smart list “%s” already. Nothing was changed.", other.Name)
		}
	}
	return nil
}

// changeSmartList makes a step of a change of one list; say is for its name.
func (l *Library) changeSmartList(ctx context.Context, id int64, say string, change func(*writing, SmartList) error) (Step, error) {
	return l.write(ctx, sayf(say, ""), func(w *writing) error {
		list, err := smartList(w.DB, id)
		if err != nil {
			return err
		}
		w.say(sayf(say, excerpt(list.Name, 40)))
		return change(w, list)
	})
}

// RenameSmartList gives a smart list another name, which no other may have.
func (l *Library) RenameSmartList(ctx context.Context, id int64, name string) (Step, error) {
	name, err := CleanSmartName(name)
	if err != nil {
		return Step{}, err
	}
	return l.changeSmartList(ctx, id, "Renamed the smart list “%s”", func(w *writing, list SmartList) error {
		w.say(sayf("Renamed the smart list “%s” to “%s”", excerpt(list.Name, 40), excerpt(name, 40)))
		if err := w.smartNameFree(name, id); err != nil {
			return err
		}
		return w.update("smart_lists", id, map[string]any{"name": name})
	})
}

// SetSmartListQuery gives a smart list another query.
func (l *Library) SetSmartListQuery(ctx context.Context, id int64, query string) (Step, error) {
	query = strings.TrimSpace(query)
	if err := CheckSmartQuery(query); err != nil {
		return Step{}, err
	}
	return l.changeSmartList(ctx, id, "Changed what the smart list “%s” finds", func(w *writing, _ SmartList) error {
		return w.update("smart_lists", id, map[string]any{"query": query})
	})
}

// SetSmartListColor gives a smart list a colour, see ParseTagColor.
func (l *Library) SetSmartListColor(ctx context.Context, id int64, color string) (Step, error) {
	color, err := ParseTagColor(color)
	if err != nil {
		return Step{}, err
	}
	return l.changeSmartList(ctx, id, "Changed the color of the smart list “%s”", func(w *writing, _ SmartList) error {
		return w.update("smart_lists", id, map[string]any{"color": color})
	})
}

// MoveSmartList moves a smart list to a place among the others, 0 for the first.
func (l *Library) MoveSmartList(ctx context.Context, id int64, to int) (Step, error) {
	return l.changeSmartList(ctx, id, "Moved the smart list “%s”", func(w *writing, list SmartList) error {
		var others []SmartList
		if err := w.Where("id <> ?", id).Order("position, id").Find(&others).Error; err != nil {
			return fmt.Errorf("order smart lists: %w", err)
		}
		to = max(0, min(to, len(others)))
		if len(others) == 0 || to == len(others) && list.Position > others[to-1].Position {
			return nil
		}
		position := others[len(others)-1].Position + 1
		switch {
		case to == 0:
			position = others[0].Position - 1
		case to < len(others):
			before, after := others[to-1].Position, others[to].Position
			if list.Position > before && list.Position < after {
				return nil
			}
			if position = (before + after) / 2; after-before < 1e-6 {
				return w.numberSmartLists(slices.Insert(others, to, list))
			}
		}
		return w.update("smart_lists", id, map[string]any{"position": position})
	})
}

// numberSmartLists gives lists the positions 1, 2, 3, where there is no room
// between two any more.
func (w *writing) numberSmartLists(lists []SmartList) error {
	for i, list := range lists {
		if err := w.update("smart_lists", list.ID, map[string]any{"position": i + 1}); err != nil {
			return err
		}
	}
	return nil
}

// RemoveSmartList removes a smart list; its papers stay where they are.
func (l *Library) RemoveSmartList(ctx context.Context, id int64) (Step, error) {
	return l.changeSmartList(ctx, id, "Removed the smart list “%s”", func(w *writing, _ SmartList) error {
		return w.remove("smart_lists", id)
	})
}
