package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// RuleKind says what of a paper a rule looks at.
type RuleKind string

// The kinds of rules.
const (
	WordRule         RuleKind = "word"         // in title, abstract or keywords
	AuthorRule       RuleKind = "author"       // a name, or the beginning of its parts
	OrganizationRule RuleKind = "organization" // part of an organisation's name
)

// Effect is what a rule does to the papers that it catches.
type Effect string

// The effects.
const (
	Mute   Effect = "mute"   // folds them away in the lists of the feed
	Follow Effect = "follow" // marks them
)

// Rule mutes or follows papers.
type Rule struct {
	ID   int64 `gorm:"primaryKey"`
	Kind RuleKind
	Text string
	// Folded is the text as it is compared.
	Folded string
	Effect Effect
}

// Name says what the rule does: "Mutes the word “survey”".
func (r Rule) Name() string {
	verb := "Follows"
	if r.Effect == Mute {
		verb = "Mutes"
	}
	return fmt.Sprintf("%s the %s “%s”", verb, r.Kind, r.Text)
}

const maxRule = 200

func (r *Rule) check() error {
	r.Text = oneLine(r.Text)
	r.Folded = foldName(r.Text)
	switch {
	case r.Kind != WordRule && r.Kind != AuthorRule && r.Kind != OrganizationRule:
		return failf(Invalid, nil, "A rule is for a word, an author or an organization, not for “%s”.", r.Kind)
	case r.Effect != Mute && r.Effect != Follow:
		return failf(Invalid, nil, "A rule mutes or follows; it does not “%s”.", r.Effect)
	case !searchable(r.Text):
		return failf(Invalid, nil, "A rule needs at least one letter or number.")
	case len([]rune(r.Text)) > maxRule:
		return failf(Invalid, nil, "This is too long for a rule; the longest has %d characters.", maxRule)
	}
	return nil
}

// caught is what the rule catches, in SQL over p.
func (r Rule) caught() condition {
	switch r.Kind {
	case AuthorRule:
		return inIndex("authors_text : " + quoteFTS(r.Text) + " *")
	case OrganizationRule:
		like := "%" + likeText(r.Text) + "%"
		return condition{"(p.organization LIKE ? ESCAPE '\\' OR p.organization_login LIKE ? ESCAPE '\\')", []any{like, like}}
	}
	return inIndex("{title abstract keywords_text} : " + quoteFTS(r.Text))
}

// Rules are all rules, in the order in which they were made.
func (l *Library) Rules(ctx context.Context) ([]Rule, error) {
	var rules []Rule
	if err := l.reader.WithContext(ctx).Order("id").Find(&rules).Error; err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	return rules, nil
}

// AddRule makes a rule; one for the same text takes the place of an older one.
func (l *Library) AddRule(ctx context.Context, r Rule) (Step, error) {
	if err := r.check(); err != nil {
		return Step{}, err
	}
	label := "Followed"
	if r.Effect == Mute {
		label = "Muted"
	}
	return l.write(ctx, sayf(label+" the "+string(r.Kind)+" “%s”", r.Text), func(w *writing) error {
		var old []Rule
		if err := w.Where("kind = ? AND folded = ?", r.Kind, r.Folded).Find(&old).Error; err != nil {
			return err
		}
		for _, o := range old {
			if o.Effect == r.Effect {
				return nil
			}
			if err := w.remove("rules", o.ID); err != nil {
				return err
			}
		}
		return w.insert("rules", &r, func() int64 { return r.ID })
	})
}

// RemoveRule takes a rule away; NotFound where there is none.
func (l *Library) RemoveRule(ctx context.Context, id int64) (Step, error) {
	var found []Rule
	if err := l.reader.WithContext(ctx).Where("id = ?", id).Find(&found).Error; err != nil {
		return Step{}, fmt.Errorf("look up rule %d: %w", id, err)
	}
	if len(found) == 0 {
		return Step{}, failf(NotFound, nil, "This rule is not there any more.")
	}
	label := "Removed a rule: Follows"
	if found[0].Effect == Mute {
		label = "Removed a rule: Mutes"
	}
	return l.write(ctx, sayf(label+" the "+string(found[0].Kind)+" “%s”", found[0].Text), func(w *writing) error { return w.remove("rules", id) })
}

// Caught are the papers of the days since, newest first, that a rule would
// catch, saved or not; of is how many papers there were.
func (l *Library) Caught(ctx context.Context, r Rule, since time.Time) (caught []Paper, of int, err error) {
	if err := r.check(); err != nil {
		return nil, 0, err
	}
	db, day := l.reader.WithContext(ctx), since.UTC().Format(time.DateOnly)
	caught, err = cards(db, r.caught().and(condition{"p.list_day >= ?", []any{day}}), newestFirst)
	if err != nil {
		return nil, 0, fmt.Errorf("find what a rule catches: %w", err)
	}
	if err := db.Raw("SELECT count(*) FROM papers WHERE list_day >= ?", day).Scan(&of).Error; err != nil {
		return nil, 0, fmt.Errorf("count the papers since %s: %w", day, err)
	}
	return caught, of, nil
}

// muted is what all rules mute together, "0" where there are none. A rule to
// follow is stronger: nobody wants to miss a friend for a word.
func muted(db *gorm.DB) (condition, error) {
	var rules []Rule
	if err := db.Find(&rules).Error; err != nil {
		return condition{}, fmt.Errorf("read rules: %w", err)
	}
	mute, follow := condition{sql: "0"}, condition{sql: "0"}
	for _, r := range rules {
		into := &mute
		if r.Effect == Follow {
			into = &follow
		}
		c := r.caught()
		*into = condition{"(" + into.sql + " OR " + c.sql + ")", append(into.args, c.args...)}
	}
	return condition{"(" + mute.sql + " AND NOT " + follow.sql + ")", append(mute.args, follow.args...)}, nil
}

// applyRules says of each paper which rule mutes and which follows it.
func applyRules(db *gorm.DB, papers []Paper) error {
	var rules []Rule
	if err := db.Order("id").Find(&rules).Error; err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	if len(rules) == 0 || len(papers) == 0 {
		return nil
	}
	ids := make([]int64, len(papers))
	at := make(map[int64]*Paper, len(papers))
	for i := range papers {
		ids[i], at[papers[i].ID] = papers[i].ID, &papers[i]
	}
	list := idList(ids)
	for _, r := range rules {
		where := r.caught().and(condition{"p.id IN (SELECT value FROM json_each(?))", []any{list}})
		var caught []int64
		if err := db.Raw("SELECT p.id FROM papers p WHERE "+where.sql, where.args...).Scan(&caught).Error; err != nil {
			return fmt.Errorf("apply rule %d: %w", r.ID, err)
		}
		for _, id := range caught {
			if r.Effect == Follow {
				at[id].Followed = r.Text
			} else {
				at[id].Muted = r.Text
			}
		}
	}
	for i := range papers {
		if papers[i].Followed != "" {
			papers[i].Muted = ""
		}
	}
	return nil
}
