package app

import (
	"context"

	"offprint/app/citing"
	"offprint/models"
	"offprint/models/citation"
	"offprint/models/formats"
	"offprint/models/formats/reference"
)

// openCitation shows how the current paper is cited.
func (w *Window) openCitation() {
	p := w.list.List.Current()
	if p == nil || w.covered() {
		return
	}
	id := p.ID
	w.loadCitation.Go(func(ctx context.Context) func() {
		err := w.Library.GiveCitationKeys(ctx, []int64{id})
		var cited citing.Citation
		if err == nil {
			cited, err = w.citationOf(ctx, id)
		}
		return func() {
			switch {
			case err != nil:
				w.trouble("read a citation", err)
			case !w.covered():
				w.showCitation(id, cited)
			}
		}
	})
}

func (w *Window) showCitation(id int64, cited citing.Citation) {
	w.cited = id
	w.citing = citing.Open(w.win.Canvas(), citing.Config{
		Citation: cited,
		OnKey: func(key string, tell func(string)) {
			w.changeCitation(tell, func(ctx context.Context) (models.Step, error) { return w.Library.SetCitationKey(ctx, id, key) })
		},
		OnName: func(n citing.Name, tell func(string)) {
			parts := citation.Name{Family: n.Family, Given: n.Given, Particle: n.Particle, Suffix: n.Suffix, Literal: n.Literal}
			w.changeCitation(tell, func(ctx context.Context) (models.Step, error) { return w.Library.SetNameParts(ctx, n.Written, parts) })
		},
		OnReset: func(written string) {
			w.changeCitation(func(string) {}, func(ctx context.Context) (models.Step, error) {
				return w.Library.SetNameParts(ctx, written, citation.Name{})
			})
		},
		OnClose: func() { w.citing = nil; w.list.FocusList() },
	})
	w.readCurrent()
}

// changeCitation makes a step, and tells what is wrong where it cannot be.
func (w *Window) changeCitation(tell func(wrong string), make func(context.Context) (models.Step, error)) {
	w.changes.Go(func(ctx context.Context) func() {
		step, err := make(ctx)
		return func() {
			if err != nil {
				w.Log.Error("change a citation", "err", err)
				tell(w.sentence(err))
				return
			}
			tell("")
			w.say(step)
			w.readCurrent()
		}
	})
}

// readCitation reads again what the pane of a citation shows, while it is open.
func (w *Window) readCitation() {
	if w.citing == nil {
		return
	}
	id := w.cited
	w.loadCitation.Go(func(ctx context.Context) func() {
		cited, err := w.citationOf(ctx, id)
		if ctx.Err() != nil {
			return nil
		}
		return func() {
			switch {
			case err != nil:
				w.trouble("read a citation", err)
			case w.citing != nil && w.cited == id:
				w.citing.Set(cited)
			}
		}
	})
}

// citationOf is how a paper is cited.
func (w *Window) citationOf(ctx context.Context, id int64) (citing.Citation, error) {
	var c citing.Citation
	for p, err := range w.Library.Whole(ctx, []int64{id}) {
		if err != nil {
			return c, err
		}
		c.Title, c.Key = p.Title, p.CitationKey
		for _, written := range p.Authors {
			name, corrected := p.Corrected[written]
			if !corrected {
				name = citation.Split(written)
			}
			c.Names = append(c.Names, citing.Name{Written: written, Family: name.Family, Given: name.Given, Particle: name.Particle,
				Suffix: name.Suffix, Literal: name.Literal, Corrected: corrected})
		}
		if c.Reference, err = reference.APA(formats.Of(*p)); err != nil {
			return c, err
		}
	}
	return c, nil
}
