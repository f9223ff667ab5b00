package ui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"offprint/models"
)

// placesInLines are where ranges of a text are in the lines that it was broken
// into, in runes of each line. The lines have the text's letters in its order,
// whatever became of its spaces; the last may be cut with an ellipsis.
func placesInLines(text string, ranges []models.Range, lines ...string) [][]models.Range {
	found := make([][]models.Range, len(lines))
	if len(ranges) == 0 {
		return found
	}
	// the ranges in letters, spaces not counted
	runes := []rune(text)
	before := make([]int, len(runes)+1)
	for i, r := range runes {
		before[i+1] = before[i]
		if !unicode.IsSpace(r) {
			before[i+1]++
		}
	}
	letter := 0
	for i, line := range lines {
		for at, r := range []rune(strings.TrimSuffix(line, "…")) {
			if unicode.IsSpace(r) {
				continue
			}
			for _, want := range ranges {
				if from, to := before[clampTo(want.From, len(runes))], before[clampTo(want.To, len(runes))]; letter < from || letter >= to {
					continue
				}
				last := len(found[i]) - 1
				if last >= 0 && letter > before[clampTo(want.From, len(runes))] && found[i][last].To <= at {
					found[i][last].To = at + 1 // goes on, over a space too
				} else {
					found[i] = append(found[i], models.Range{From: at, To: at + 1})
				}
				break
			}
			letter++
		}
	}
	return found
}

func clampTo(at, most int) int { return max(0, min(at, most)) }

// fitSnippet is as much of a snippet as fits into width, with the first word
// that was found in it, and where its words are then.
func fitSnippet(s models.Snippet, width, size float32) (string, []models.Range) {
	if len(s.Words) == 0 || width <= 0 {
		return Ellipsis(s.Text, width, size, fyne.TextStyle{}), nil
	}
	runes := []rune(s.Text)
	wide := func(from, to int) float32 {
		return fyne.MeasureText(string(runes[from:to]), size, fyne.TextStyle{}).Width
	}
	end, start := clampTo(s.Words[0].To, len(runes)), 0
	// What is before it gives way, word by word, until it stands well in sight, or
	// until all that follows is.
	isWell := func() bool {
		return wide(start, end) <= width*0.4 || len(runes)-end < nearEndOfSnippet && wide(start, len(runes))+size <= width
	}
	if wide(0, end) > width*0.6 && !isWell() {
		for at := 1; at <= clampTo(s.Words[0].From, len(runes)); at++ {
			if unicode.IsSpace(runes[at-1]) || at == s.Words[0].From {
				if start = at; isWell() {
					break
				}
			}
		}
	}
	text, lead := string(runes[start:]), 0
	if start > 0 {
		text, lead = "…"+text, 1
	}
	text = Ellipsis(text, width, size, fyne.TextStyle{})
	length := len([]rune(text))
	if strings.HasSuffix(text, "…") {
		length--
	}
	var words []models.Range
	for _, w := range s.Words {
		from, to := w.From-start+lead, min(w.To-start+lead, length)
		if from >= lead && from < to {
			words = append(words, models.Range{From: from, To: to})
		}
	}
	return text, words
}

// nearEndOfSnippet is how many runes before its end a word is near that.
const nearEndOfSnippet = 40

// maxFound is how many words are marked in a card: more than that is no help.
const maxFound = 30

// foundMarks are the areas behind the words of a search in a card.
type foundMarks struct {
	boxes []*canvas.Rectangle
	used  int
}

// behind puts an area behind each range of a text that lies at a place.
func (m *foundMarks) behind(t *canvas.Text, at fyne.Position, height float32, ranges []models.Range) {
	runes := []rune(t.Text)
	wide := func(to int) float32 {
		return fyne.MeasureText(string(runes[:clampTo(to, len(runes))]), t.TextSize, t.TextStyle).Width
	}
	for _, r := range ranges {
		if m.used == maxFound {
			return
		}
		if m.used == len(m.boxes) {
			m.boxes = append(m.boxes, canvas.NewRectangle(nil))
		}
		box := m.boxes[m.used]
		m.used++
		left, right := wide(r.From), wide(r.To)
		box.FillColor, box.CornerRadius = Color(ColorFound), 3
		box.StrokeColor, box.StrokeWidth = Color(ColorFoundEdge), 1
		box.Resize(fyne.NewSize(right-left+2, height))
		box.Move(at.AddXY(left-1, 0))
		box.Show()
	}
}

// rest hides the areas that there is no use for.
func (m *foundMarks) rest() {
	for _, box := range m.boxes[m.used:] {
		box.Hide()
	}
}
