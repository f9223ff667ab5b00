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
	// members selects the keys of its papers, each once; empty for all papers
	// and for the lists of the feed.
	members condition
	// from is what has the order by itself: entries, or the notes by paper;
	// empty where papers are ordered.
	from string
	// hint makes papers be read in the order, where that is one of an index.
	hint string
}

const (
	untagged     = "e.paper_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM paper_tags pt WHERE pt.paper_id = e.paper_id)"
	entriesFirst = "entries e CROSS JOIN papers p ON p.id = e.paper_id"
	notesFirst   = "(SELECT paper_id, max(updated_at) AS written FROM notes GROUP BY paper_id) n CROSS JOIN papers p ON p.id = n.paper_id LEFT JOIN entries e ON e.paper_id = p.id"
)

// shelf is the view's place and order.
func (v View) shelf() (shelf, error) {
	listed := func(where, order string, args ...any) shelf {
		return shelf{where: condition{where, args}, order: order, from: entriesFirst, members: condition{"SELECT e.paper_id FROM entries e WHERE " + where, args}}
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
		tag := []any{idList([]int64{v.Tag})}
		s = shelf{where: condition{"p.id IN (" + taggedPapers + ")", tag}, members: condition{taggedPapers + " GROUP BY pt.paper_id", tag}, order: "p.fts_id DESC"}
	case Everywhere:
		s = shelf{where: condition{sql: "1"}, order: "p.fts_id DESC"}
	default:
		return s, failf(Invalid, nil, "There is no place “%s”.", v.Place)
	}
	if v.Sort == OwnOrder {
		return s, nil
	}
	s.from = ""
	switch v.Sort {
	case ByUpvotes:
		s.order, s.hint = "p.upvotes DESC, p.fts_id DESC", " INDEXED BY papers_by_upvotes"
	case ByNewest:
		s.order, s.hint = "p.list_day DESC, p.published DESC, p.fts_id DESC", " INDEXED BY papers_by_day"
	case ByComments:
		s.order, s.hint = "p.comments DESC, p.upvotes DESC, p.fts_id DESC", " INDEXED BY papers_by_comments"
	case ByStars:
		s.order, s.hint = "coalesce(p.github_stars, -1) DESC, p.upvotes DESC, p.fts_id DESC", " INDEXED BY papers_by_stars"
	default:
		return s, failf(Invalid, nil, "There is no order “%s”.", v.Sort)
	}
	return s, nil
}

// fewMembers is how many papers of a place are looked up and sorted. In a place
// with more of them they are sooner found by going through all papers in the
// order asked for.
const fewMembers = 4000

// first are the keys of the first papers of the place that satisfy filter.
func (s shelf) first(db *gorm.DB, filter condition, limit, offset int) ([]int64, error) {
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
	switch {
	case s.from == entriesFirst:
		return read(s.from+withTriage, s.where.andAlso(filter), s.order)
	case s.from == notesFirst:
		return read(s.from+withTriage, filter, "n.written DESC, p.id DESC")
	case s.members.sql == "":
		return read("papers p"+s.hint+joinReader, s.where.andAlso(filter), s.order)
	}
	var members int
	err := db.Raw("SELECT count(*) FROM ("+s.members.sql+" LIMIT ?)", append(slices.Clone(s.members.args), fewMembers+1)...).Scan(&members).Error
	if err != nil {
		return nil, fmt.Errorf("count the papers of a place: %w", err)
	}
	if members <= fewMembers {
		return read("("+s.members.sql+") m CROSS JOIN papers p INDEXED BY papers_figures ON p.id = m.paper_id"+joinReader, filter, s.order, s.members.args...)
	}
	// the + keeps SQLite from starting with the members
	return read("papers p"+s.hint+joinReader, condition{"+p.id IN (" + s.members.sql + ")", s.members.args}.andAlso(filter), s.order)
}

// list is a list of the feed in SQL. A week and a month have what the source
// listed for them and, because that may never have been asked, what stands on
// the lists of their days.
func (v View) list() shelf {
	kind := v.Kind
	if kind == "" {
		kind = DayList
	}
	const listed = "SELECT li.paper_id FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = ? AND l.key = ?"
	where := condition{"p.id IN (" + listed + ")", []any{kind, v.Day}}
	switch kind {
	case WeekList, MonthList:
		if first, last, err := ListDays(kind, v.Day); err == nil {
			where = condition{"(" + where.sql + " OR p.list_day BETWEEN ? AND ?)", append(where.args, first.Format(time.DateOnly), last.Format(time.DateOnly))}
		}
	case TrendingList:
		return shelf{where: where, order: "(SELECT li.rank FROM listings li JOIN lists l ON l.id = li.list_id WHERE l.kind = 'trending' AND li.paper_id = p.id)"}
	case SubmitterList:
		where = condition{"(" + where.sql + " OR p.submitter_login = ? COLLATE NOCASE)", append(where.args, v.Day)}
		return shelf{where: where, order: "p.list_day DESC, p.upvotes DESC"}
	}
	return shelf{where: where, order: "p.upvotes DESC, p.fts_id"}
}
