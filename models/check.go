package models

import (
	"context"
	"fmt"
)

// Finding is something that a check found wrong.
type Finding struct {
	What string
	// Mended says that a repair has put it right.
	Mended bool
}

// Check looks through the whole library: the file, the references between its
// tables, and the full-text indexes, which must hold exactly what the papers
// and notes say. With repair it rebuilds what can be rebuilt from the rest:
// the indexes. It never removes anything the reader wrote.
func (l *Library) Check(ctx context.Context, repair bool) ([]Finding, error) {
	db := l.writer.WithContext(ctx)
	var findings []Finding

	var verdicts []string
	if err := db.Raw("PRAGMA integrity_check(20)").Scan(&verdicts).Error; err != nil {
		return unreadable(findings, err, "check the file")
	}
	sound := len(verdicts) == 1 && verdicts[0] == "ok"
	if !sound && repair {
		if err := db.Exec("REINDEX").Error; err == nil {
			verdicts = append(verdicts[:0:0], verdicts...)
			var again []string
			if err := db.Raw("PRAGMA integrity_check(20)").Scan(&again).Error; err != nil {
				return unreadable(findings, err, "check the file again")
			}
			sound = len(again) == 1 && again[0] == "ok"
		}
	}
	if len(verdicts) != 1 || verdicts[0] != "ok" {
		for _, v := range verdicts {
			findings = append(findings, Finding{"The file: " + v, sound})
		}
	}

	var orphans []struct {
		Table  string
		Rowid  int64
		Parent string
	}
	if err := db.Raw(`SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 20`).Scan(&orphans).Error; err != nil {
		return unreadable(findings, err, "check references")
	}
	for _, o := range orphans {
		findings = append(findings, Finding{What: fmt.Sprintf("Row %d of %s refers to a row of %s that is not there", o.Rowid, o.Table, o.Parent)})
	}

	for _, index := range []string{"papers_fts", "notes_fts"} {
		// with rank 1 an index is compared with the table it is made from
		// (https://www.sqlite.org/fts5.html#the_integrity_check_command)
		probe := fmt.Sprintf("INSERT INTO %s(%s, rank) VALUES ('integrity-check', 1)", index, index)
		if err := db.Exec(probe).Error; err == nil {
			continue
		}
		finding := Finding{What: "The full-text index " + index + " does not hold what its table says"}
		if repair {
			if err := db.Exec(fmt.Sprintf("INSERT INTO %s(%s) VALUES ('rebuild')", index, index)).Error; err != nil {
				return unreadable(findings, err, "rebuild "+index)
			}
			finding.Mended = db.Exec(probe).Error == nil
		}
		findings = append(findings, finding)
	}
	return findings, nil
}

// unreadable adds to findings that the file could not even be read for a check. Other
// errors are those of the check itself.
func unreadable(findings []Finding, err error, doing string) ([]Finding, error) {
	if !damaged(err) {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return append(findings, Finding{What: "The file: " + err.Error()}), nil
}
