package models

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// shelf is a place in SQL: which papers stand there, and in which order.
type shelf struct {
	where condition // over p, e and t
	order string
	// members selects the keys of its papers, each once, as paper_id; empty for
	// all papers.
	members condition
	// from is what has the order by itself: entries, or the notes by paper;
	// empty where papers are ordered.
	from string
	// kept says that all of them are in the reading list.
	kept bool
	// hint makes papers be read in the order, where that is one of an index.
	hint string
}

const (
	newestFirst  = "p.fts_id"
	untagged     = "e.paper_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM paper_tags pt WHERE pt.paper_id = e.paper_id)"
	entriesFirst = "entries e CROSS JOIN papers p ON p.id = e.paper_id"
	notesFirst   = "(SELECT paper_id, max(updated_at) AS written FROM notes GROUP BY paper_id) n CROSS JOIN papers p ON p.id = n.paper_id LEFT JOIN entries e ON e.paper_id = p.id"
)

// shelf is the view's place and order.
func (v View) shelf() (shelf, error) {
	listed := func(where, order string, args ...any) shelf {
		return shelf{where: condition{where, args}, order: order, from: entriesFirst, kept: true, members: condition{"SELECT e.paper_id FROM entries e WHERE " + where, args}}
	}
	var s shelf
	switch v.Place {
	case DailyPlace:
		s = v.list()
	case ToReadPlace:
		s = listed("e.state = 'toread'", "e.position, e.paper_id")
	case ReadingPlace, DonePlace, ArchivedPlace:
		s = listed("e.state = ?", "e.state_at DESC, e.paper_id DESC", string(v.Place))
	case StarredPlace:
		s = listed("e.starred = 1", "e.kept_at DESC, e.paper_id DESC")
	case UntaggedPlace:
		s = listed(untagged, "e.kept_at DESC, e.paper_id DESC")
	case KeptPlace:
		s = listed("e.paper_id IS NOT NULL", "e.kept_at DESC, e.paper_id DESC")
	case NotesPlace:
		const noted = "SELECT paper_id FROM notes GROUP BY paper_id"
		s = shelf{
			where: condition{sql: "p.id IN (" + noted + ")"}, members: condition{sql: noted},
			order: "(SELECT max(updated_at) FROM notes n WHERE n.paper_id = p.id) DESC, p.id DESC", from: notesFirst,
		}
	case TagPlace:
		members := taggedWith(v.Tag)
		s = shelf{where: condition{"p.id IN (" + members.sql + ")", members.args}, members: members, order: newestFirst}
	case Everywhere, SmartPlace:
		s = shelf{where: condition{sql: "1"}, order: newestFirst}
	default:
		return s, failf(Invalid, nil, "There is no place “%s”.", v.Place)
	}
	if v.Sort == OwnOrder {
		return s, nil
	}
	s.from = ""
	switch v.Sort {
	case ByUpvotes:
		s.order, s.hint = "p.upvotes DESC, p.fts_id", " INDEXED BY papers_by_upvotes"
	case ByNewest:
		s.order, s.hint = "p.list_day DESC, p.published DESC, p.fts_id", " INDEXED BY papers_by_day"
	case ByComments:
		s.order, s.hint = "p.comments DESC, p.upvotes DESC, p.fts_id", " INDEXED BY papers_by_comments"
	case ByKept:
		s.order = "e.kept_at DESC, p.fts_id"
	case ByStars:
		s.order, s.hint = "coalesce(p.github_stars, -1) DESC, p.upvotes DESC, p.fts_id", " INDEXED BY papers_by_stars"
	default:
		return s, failf(Invalid, nil, "There is no order “%s”.", v.Sort)
	}
	return s, nil
}

// few is how many papers of a place, or with a tag, are looked up and sorted.
// Where there are more, the first ones are sooner found by going through all
// papers, or the reading list, in the order asked for.
type few struct{ ofPapers, ofEntries int }

// first are the keys of the first papers of the place that satisfy filter and
// have the tags.
func (s shelf) first(db *gorm.DB, sort few, filter condition, tags TagFilter, limit, offset int) ([]int64, error) {
	const withTriage = " LEFT JOIN triage t ON t.paper_id = p.id"
	if limit == 0 {
		limit = -1 // no limit in SQL
	}
	read := func(from string, where condition, order string, args ...any) ([]int64, error) {
		var ids []int64
		all := append(slices.Concat(args, where.args), limit, offset)
		err := db.Raw("SELECT p.id FROM "+from+" WHERE "+where.sql+" ORDER BY "+order+" LIMIT ? OFFSET ?", all...).Scan(&ids).Error
		if err != nil {
			return nil, fmt.Errorf("find the first papers: %w", err)
		}
		return ids, nil
	}
	most := sort.ofPapers
	if s.from == entriesFirst {
		most = sort.ofEntries
	}
	fewEnough := func(members condition) (bool, error) {
		var n int
		err := db.Raw("SELECT count(*) FROM ("+members.sql+" LIMIT ?)", append(slices.Clone(members.args), most+1)...).Scan(&n).Error
		if err != nil {
			return false, fmt.Errorf("count the papers of a place: %w", err)
		}
		return n <= most, nil
	}
	sorted := func(members, where condition) ([]int64, error) {
		return read("("+members.sql+") m CROSS JOIN papers p INDEXED BY papers_figures ON p.id = m.paper_id"+joinReader, where, s.order, members.args...)
	}
	asked := filter.sql != "1"
	filter = tags.where().and(filter)
	for _, members := range tags.members() {
		if ok, err := fewEnough(members); err != nil {
			return nil, err
		} else if ok {
			return sorted(members, s.where.and(filter))
		}
	}
	switch {
	case s.from == entriesFirst:
		return read(s.from+withTriage, s.where.and(filter), s.order)
	case s.from == notesFirst:
		return read(s.from+withTriage, filter, "n.written DESC, p.id DESC")
	}
	if s.members.sql != "" {
		if ok, err := fewEnough(s.members); err != nil {
			return nil, err
		} else if ok {
			return sorted(s.members, filter)
		}
	}
	switch {
	case asked: // SQLite knows best where to start with what a query asks for
		return read("papers p"+joinReader, s.where.and(filter), s.order)
	case s.members.sql == "":
		return read("papers p"+s.hint+joinReader, filter, s.order)
	case s.kept:
		return read("papers p"+s.hint+" CROSS JOIN entries e ON e.paper_id = p.id"+withTriage, s.where.and(filter), s.order)
	}
	// the + keeps SQLite from starting with the members
	return read("papers p"+s.hint+joinReader, condition{"+p.id IN (" + s.members.sql + ")", s.members.args}.and(filter), s.order)
}

// list is a list of the feed in SQL. A week and a month have what the source
// listed for them and, because that may never have been asked, what stands on
// the lists of their days; a submitter has all papers of that name.
func (v View) list() shelf {
	kind := v.Kind
	if kind == "" {
		kind = DayList
	}
	members := condition{"SELECT li.paper_id FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = ? AND l.key = ?", []any{kind, v.Day}}
	order := "p.upvotes DESC, p.fts_id DESC"
	switch kind {
	case WeekList, MonthList:
		if first, last, err := ListDays(kind, v.Day); err == nil {
			members.sql += " UNION SELECT id FROM papers WHERE list_day BETWEEN ? AND ?"
			members.args = append(members.args, first.Format(time.DateOnly), last.Format(time.DateOnly))
		}
	case TrendingList:
		order = "(SELECT li.rank FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = 'trending' AND li.paper_id = p.id)"
	case SubmitterList:
		members.sql += " UNION SELECT id FROM papers WHERE submitter_login = ? COLLATE NOCASE"
		members.args = append(members.args, v.Day)
		order = "p.list_day DESC, p.upvotes DESC"
	}
	return shelf{where: condition{"p.id IN (" + members.sql + ")", members.args}, members: members, order: order}
}

// TagFilter asks for papers with all tags of All, with one of Any, unless that
// is empty, and without those of None. A tag stands for those nested in it too.
type TagFilter struct {
	All, Any, None []int64
}

// Empty says whether the filter asks for nothing.
func (f TagFilter) Empty() bool { return len(f.All)+len(f.Any)+len(f.None) == 0 }

// withNested selects the tags in a JSON array and those nested in them.
const withNested = "SELECT c.id FROM tags g JOIN tags c ON " + nestedIn + " WHERE g.id IN (SELECT value FROM json_each(?))"

// taggedWith selects the papers with one of tags, each once.
func taggedWith(tags ...int64) condition {
	return condition{"SELECT pt.paper_id FROM paper_tags pt WHERE pt.tag_id IN (" + withNested + ") GROUP BY pt.paper_id", []any{idList(tags)}}
}

// members are what selects the papers with each tag that the filter asks for.
func (f TagFilter) members() []condition {
	var all []condition
	for _, tag := range f.All {
		all = append(all, taggedWith(tag))
	}
	if len(f.Any) > 0 {
		all = append(all, taggedWith(f.Any...))
	}
	return all
}

// where is the filter in SQL over p. It looks at the few tags of each paper; the
// + keeps SQLite from looking for each tag instead.
func (f TagFilter) where() condition {
	has := func(tags ...int64) condition {
		return condition{"EXISTS (SELECT 1 FROM paper_tags pt WHERE pt.paper_id = p.id AND +pt.tag_id IN (" + withNested + "))", []any{idList(tags)}}
	}
	where := condition{sql: "1"}
	for _, tag := range f.All {
		where = where.and(has(tag))
	}
	if len(f.Any) > 0 {
		where = where.and(has(f.Any...))
	}
	if len(f.None) > 0 {
		none := has(f.None...)
		where = where.and(condition{"NOT " + none.sql, none.args})
	}
	return where
}
