package vault

import "offprint/models"

// File is the file of a paper as it is new.
func File(p *models.Paper, o Options) ([]byte, error) {
	w, err := (&Changes{options: o}).render(p)
	return w.file(), err
}

// Merge writes a paper into a file that has data; nil where that stays.
func Merge(data []byte, p *models.Paper, o Options) ([]byte, Kind, error) {
	w, err := (&Changes{options: o}).render(p)
	change := Change{Path: "file.md"}
	return change.merge(w, data), change.Kind, err
}
