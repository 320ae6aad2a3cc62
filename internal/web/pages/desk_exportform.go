package pages

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/pages/view"
)

const factPrefix = "facts."

// maxPlotsFile is the largest map that is read, in bytes; what is larger is refused as such.
const maxPlotsFile = 2 << 20

// readExport reads the form of export data. The error names every number that is none.
func readExport(c *gin.Context, book *rulebook.Book) (exportready.Input, error) {
	var in exportready.Input
	var tooLarge *http.MaxBytesError
	if err := c.Request.ParseMultipartForm(uploadMemory); errors.As(err, &tooLarge) {
		return in, apperr.Wrap(err, apperr.TooLarge, "body_too_large")
	} else if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return in, apperr.Wrap(err, apperr.Invalid, "upload_incomplete")
	}
	if typed := c.PostForm("version"); typed != "" {
		version, _ := strconv.ParseInt(typed, 10, 64) // what is no number is no version
		in.Version = &version
	}
	if wish, sent := c.GetPostForm("opted_in"); sent {
		in.OptedIn = new(wish == "1")
	}
	if class, sent := c.GetPostForm("class"); sent {
		in.Class = &class
	}
	if plots, sent := c.GetPostForm("plots"); sent {
		in.Plots = &plots
	}
	if err := readPlots(c, &in); err != nil {
		return in, err
	}
	var fields apperr.Fields
	in.Facts = map[string]any{}
	for name, values := range c.Request.PostForm {
		if key, ok := strings.CutPrefix(name, factPrefix); ok {
			in.Facts[key] = readFact(&fields, book, key, values)
		}
	}
	if code, edition, ok := strings.Cut(c.PostForm("hs_choice"), "/"); ok {
		in.Facts["hs6"], in.Facts["hs_version"] = code, edition
	}
	return in, fields.Err()
}

// readPlots takes the map from a file where one was sent, and shows it in the form from then on.
func readPlots(c *gin.Context, in *exportready.Input) error {
	file, _, err := c.Request.FormFile("plots_file")
	if err != nil {
		return nil // none was sent
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, maxPlotsFile))
	if err != nil {
		return apperr.Wrap(err, apperr.Invalid, "upload_incomplete")
	}
	if len(content) > 0 {
		in.Plots = new(string(content))
		c.Request.PostForm.Set("plots", *in.Plots)
	}
	return nil
}

// readFact gives what was typed the type of its field; nil takes the field out. A field that is none is left to the service to refuse.
func readFact(fields *apperr.Fields, book *rulebook.Book, key string, values []string) any {
	f, _ := book.FindField(key)
	typed := strings.TrimSpace(values[0])
	switch f.Type {
	case rulebook.List:
		return values
	case rulebook.Lines:
		return strings.Split(strings.ReplaceAll(values[0], "\r\n", "\n"), "\n")
	case rulebook.Bool:
		switch typed {
		case "yes", "no":
			return typed == "yes"
		}
	case rulebook.Number:
		if typed == "" {
			return nil
		}
		digits, negative := strings.CutPrefix(strings.Replace(typed, "−", "-", 1), "-")
		n, err := readNumber(digits)
		if err != nil {
			fields.Add(factPrefix+key, apperr.CodeOf(err))
		}
		if negative {
			n = -n
		}
		return n
	}
	return typed
}

// factText is a fact as its field shows it.
func factText(fact any) string {
	switch v := fact.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	case []string:
		return strings.Join(v, "\n")
	}
	return ""
}

// exportAsk is whose data a form asks for.
type exportAsk struct {
	axis    rulebook.Axis
	profile exportready.Profile
	action  string
	err     error
	posted  bool // the form was sent, so that its values are shown instead of the saved ones
}

// data is the form of export data: the fields that concern the subject, under their headings, with what is filled in. What was typed
// and refused is shown again.
func (w exportWords) data(c *gin.Context, ask exportAsk) view.ExportData {
	d := view.ExportData{Action: ask.action, Version: strconv.FormatInt(ask.profile.Version, 10)}
	if ask.posted {
		d.Form = formOf(c, ask.err, nil)
		if ask.err == nil {
			d.Form.Errors = nil
		}
	} else {
		d.Form = view.Form{Values: map[string]string{"class": ask.profile.Chosen, "plots": ask.profile.Plots}}
	}
	conflict := apperr.CodeOf(ask.err) == "export_changed"
	switch {
	case conflict: // sent again, the form replaces what it now shows beside its fields
		d.Form.Errors, d.Form.Saved = map[string]string{"": w.say("conflict")}, map[string]string{}
	case ask.posted:
		d.Version = c.PostForm("version")
	}
	for _, f := range w.book.Asked(ask.axis, ask.profile.Class, ask.profile.Facts) {
		i := slices.IndexFunc(d.Groups, func(g view.FactGroup) bool { return g.Key == f.Group })
		if i < 0 {
			i, d.Groups = len(d.Groups), append(d.Groups, view.FactGroup{
				Key: f.Group, Title: w.say("group." + f.Group), Open: c.Query("group") == f.Group, Plotsy: f.Group == "plots",
			})
		}
		d.Groups[i].Add(w.field(c, &d.Form, f, ask), factText(ask.profile.Filled[f.Key]) != "", d.Form)
		if conflict && d.Form.Values[factPrefix+f.Key] != factText(ask.profile.Filled[f.Key]) {
			d.Form.Saved[factPrefix+f.Key] = w.shown(f, ask.profile.Filled[f.Key])
			d.Groups[i].Open = true
		}
		d.Groups[i].WithHS = d.Groups[i].WithHS || f.Key == "hs6"
	}
	return d
}

// field is one question with its answer, which it puts into the form's values where nothing was sent.
func (w exportWords) field(c *gin.Context, form *view.Form, f rulebook.Field, ask exportAsk) view.FactField {
	name := factPrefix + f.Key
	m := view.FactField{Name: name, Label: f.Label.In(w.lang), Help: f.Help.In(w.lang), Kind: string(f.Type)}
	if f.Unit != "" {
		m.Label += " (" + w.unit(f.Unit) + ")"
	}
	chosen := strings.Split(factText(ask.profile.Filled[f.Key]), "\n")
	if ask.posted {
		chosen = c.PostFormArray(name)
		form.Values[name] = strings.Join(chosen, "\n")
	} else {
		form.Values[name] = factText(ask.profile.Filled[f.Key])
	}
	if f.Type == rulebook.String && f.Max != nil {
		if m.Max = int(*f.Max); m.Max > 200 {
			m.Kind = "area"
		}
	}
	if f.Type == rulebook.Choice {
		m.Options = []view.Option{{Label: w.say("choose")}}
	}
	if f.List != "" {
		for _, value := range w.book.Lists[f.List] {
			m.Options = append(m.Options, view.Option{
				Value: value, Label: w.book.Label(f.List, value, w.lang), Chosen: slices.Contains(chosen, value),
			})
		}
	}
	return m
}

// shown is a saved fact in words.
func (w exportWords) shown(f rulebook.Field, fact any) string {
	switch v := fact.(type) {
	case bool:
		return w.say("answer." + factText(v))
	case string:
		if f.List != "" {
			return w.book.Label(f.List, v, w.lang)
		}
	case []string:
		var labels []string
		for _, value := range v {
			labels = append(labels, w.book.Label(f.List, value, w.lang))
		}
		return strings.Join(labels, "\n")
	}
	return factText(fact)
}

// unit is a field's unit in the page's language.
func (w exportWords) unit(unit string) string {
	words, ok := unitKeys[unit]
	if !ok {
		return unit
	}
	return w.say("unit." + words)
}

// unitKeys are the units that are words; the others, such as mm, are the same everywhere.
var unitKeys = map[string]string{
	"hari": "day", "buah": "piece", "buah/bulan": "piece_month", "rupiah": "rupiah", "satuan terkecil": "minor", "bulan": "month",
	"menit": "minute", "huruf": "letter", "per 10000": "of_ten_thousand", "1/100 %": "centi_percent",
}

// searchHS puts into the form the codes that were asked for.
func (s *Site) searchHS(ctx context.Context, c *gin.Context, d *view.ExportData, class string) error {
	i := slices.IndexFunc(d.Groups, func(g view.FactGroup) bool { return g.WithHS })
	if i < 0 {
		return nil
	}
	g := &d.Groups[i]
	g.HSQuery = c.PostForm("hs_query")
	if c.PostForm("find") == "" {
		return nil
	}
	found, err := s.Exports.SearchHS(ctx, strings.TrimSpace(g.HSQuery), class)
	if err != nil {
		if !refused(err) {
			return err
		}
		d.Form.Errors = map[string]string{"hs_query": text(ctx, "error."+cmp.Or(apperr.As(err).Fields[0].Code, "bad_characters"))}
	}
	g.Open, g.HSSearched = true, true
	w := s.exportWords(ctx, "")
	for _, code := range found {
		name := code.NameID
		if w.lang != "id" {
			name = code.NameEN
		}
		g.HSFound = append(g.HSFound, view.Option{
			Value: code.HS6 + "/" + code.Version, Label: code.HS6[:4] + "." + code.HS6[4:] + " · " + name,
			Hint: code.Description + " · " + w.say("hs."+code.Confidence), Chosen: c.PostForm("hs_choice") == code.HS6+"/"+code.Version,
		})
	}
	return nil
}
