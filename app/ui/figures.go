package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"offprint/app/words"
	"offprint/models"
)

// piece is an icon and a text in the card's last line.
type piece struct {
	icon *canvas.Image
	name string
	// color is the icon's
	color fyne.ThemeColorName
	text  *canvas.Text
	back  *canvas.Rectangle // around a tag
	dot   *canvas.Circle
}

// layoutPieces places the pieces of the last line as far as there is room; the
// last of them says how many tags have none.
func (r *cardRenderer) layoutPieces(x, y, width float32) {
	end := x + width
	left, full := len(r.card.paper.Tags), false
	for _, p := range r.pieces[:r.used] {
		room := end - x
		switch {
		case p == r.more:
			p.count(left)
			p.show(left > 0 && p.width() <= room)
		case p.back != nil:
			full = full || p.width()+r.room(left-1) > room // for narrower ones that follow, too
			if p.show(!full); !full {
				left--
			}
		default:
			p.show(p.width() <= room)
		}
		if p.text.Visible() {
			x += p.place(x, y)
		}
	}
}

// room is what saying that so many tags have no room takes itself.
func (r *cardRenderer) room(left int) float32 {
	if left < 1 {
		return 0
	}
	r.more.count(left)
	return r.more.width()
}

func (p *piece) count(left int) { p.text.Text = fmt.Sprintf("+%d", left) }

func (p *piece) width() float32 {
	need := p.text.MinSize().Width
	if p.name != "" {
		need += Scaled(pieceText)
	}
	if p.back != nil {
		need += 2*Scaled(tagSide) + Scaled(tagText+1)
	}
	return need
}

func (p *piece) show(shown bool) {
	for _, o := range p.objects() {
		if shown {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

// place puts a piece somewhere and returns how far away the next one begins.
func (p *piece) place(x, y float32) float32 {
	line, dot, icon, side := Scaled(pieceLine), Scaled(tagDot), Scaled(pieceIcon), Scaled(tagSide)
	middle := y + (line-p.text.MinSize().Height)/2
	switch {
	case p.back != nil:
		p.back.Resize(fyne.NewSize(p.width(), line))
		p.back.Move(fyne.NewPos(x, y))
		p.dot.Resize(fyne.NewSquareSize(dot))
		p.dot.Move(fyne.NewPos(x+side, y+(line-dot)/2))
		p.text.Move(fyne.NewPos(x+side+Scaled(tagText), middle))
		return p.width() + 6
	case p.name != "":
		p.icon.Resize(fyne.NewSquareSize(icon))
		p.icon.Move(fyne.NewPos(x, y+(line-icon)/2))
		p.text.Move(fyne.NewPos(x+Scaled(pieceText), middle))
	default:
		p.text.Move(fyne.NewPos(x, middle))
	}
	return p.width() + 11
}

func (p *piece) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	if p.back != nil {
		all = append(all, p.back, p.dot)
	}
	if p.icon != nil && p.name != "" {
		all = append(all, p.icon)
	}
	return append(all, p.text)
}

// add puts the next piece into the last line: an icon with a text, or a tag
// where dot is not empty. Pieces are kept for the next paper.
func (r *cardRenderer) add(icon, text, dot string, color fyne.ThemeColorName) {
	isTag := dot != ""
	var p *piece
	for i := r.used; i < len(r.pieces); i++ { // one of the same kind
		if (r.pieces[i].back != nil) == isTag {
			r.pieces[r.used], r.pieces[i] = r.pieces[i], r.pieces[r.used]
			p = r.pieces[r.used]
			break
		}
	}
	if p == nil {
		p = &piece{text: canvas.NewText("", nil)}
		if isTag {
			p.back, p.dot = canvas.NewRectangle(nil), canvas.NewCircle(nil)
		} else {
			p.icon = &canvas.Image{FillMode: canvas.ImageFillContain}
		}
		r.pieces = append(r.pieces, p)
		last := len(r.pieces) - 1
		r.pieces[r.used], r.pieces[last] = r.pieces[last], r.pieces[r.used]
	}
	r.used++
	p.text.Text, p.text.TextSize, p.text.Color = text, Scaled(figures), Color(color)
	if isTag {
		p.back.FillColor, p.back.StrokeColor, p.back.StrokeWidth, p.back.CornerRadius = Color(ColorChip), Color(ColorLine), 1, Scaled(9)
		p.dot.FillColor = TagColor(dot)
		p.text.TextSize = Scaled(11)
		return
	}
	if icon != "" && (p.name != icon || p.color != color) {
		p.icon.Resource = IconResource(icon, color)
		p.icon.Refresh()
	}
	p.name, p.color = icon, color
}

func (r *cardRenderer) figures(p *models.Paper) {
	r.add("upvote", Figure(p.Upvotes), "", ColorMuted)
	if p.Comments > 0 {
		r.add("comment", Figure(p.Comments), "", ColorMuted)
	}
	if p.UpvotesSince > 0 {
		r.add("", "+"+Figure(p.UpvotesSince), "", theme.ColorNamePrimary)
	}
	switch {
	case p.Followed != "":
		r.add("user", Ellipsis(p.Followed, Scaled(110), Scaled(figures), fyne.TextStyle{}), "", theme.ColorNamePrimary)
	case p.Muted != "":
		r.add("close", words.T("muted: %s", Ellipsis(p.Muted, Scaled(90), Scaled(figures), fyne.TextStyle{})), "", ColorMuted)
	}
	if p.GitHubStars != nil {
		r.add("stars", Figure(*p.GitHubStars), "", ColorMuted)
	} else if p.GitHub != "" {
		r.add("code", "", "", ColorMuted)
	}
	if p.Entry != nil {
		if p.Entry.Starred {
			r.add("starred", "", "", ColorStar)
		}
		if p.Entry.Rating > 0 {
			r.add("star", fmt.Sprintf("%d/5", p.Entry.Rating), "", ColorStar)
		}
		icon, color := StateLook(p.Entry.State)
		r.add(icon, words.State(p.Entry.State), "", color)
	} else if p.ID < 0 {
		r.add("external", words.T("on Hugging Face"), "", theme.ColorNamePrimary)
	} else if p.Dismissed {
		r.add("close", words.T("Dismissed"), "", ColorMuted)
	}
	if p.NoteCount > 0 {
		r.add("notes", "", "", ColorMuted)
	}
	for _, t := range p.Tags[:min(maxTags, len(p.Tags))] {
		color := t.Color
		if color == "" {
			color = "none"
		}
		r.add("", Ellipsis(t.Name, Scaled(130), Scaled(11), fyne.TextStyle{}), color, theme.ColorNameForeground)
		if p.Hits != nil && slices.Contains(p.Hits.Tags, t.ID) {
			r.pieces[r.used-1].back.FillColor = Color(ColorFound)
		}
	}
	if len(p.Tags) > 0 {
		r.add("tag", "", "", ColorMuted)
		r.more = r.pieces[r.used-1]
	}
}
