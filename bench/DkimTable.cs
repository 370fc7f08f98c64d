using System.Globalization;
using System.Text;

namespace SmtpAdmin.Bench;

/// <summary>The rates of all contestants, and the ratio of ours to each.</summary>
/// <param name="own">What ours is called.</param>
/// <param name="names">All, in the order of their columns.</param>
internal sealed class DkimTable(string own, IReadOnlyList<string> names)
{
    private readonly List<string> _rows = [];
    private readonly Dictionary<(string Row, string Name), List<double>> _rates = [];

    public void Add(string row, string name, double rate)
    {
        if (!_rows.Contains(row)) _rows.Add(row);
        if (!_rates.TryGetValue((row, name), out var rates)) _rates[(row, name)] = rates = [];
        rates.Add(rate);
    }

    /// <summary>Our median over that of another; not a number without it.</summary>
    public double Ratio(string row, string name) => Median(row, own) / Median(row, name);

    /// <summary>A line a row: the last round, or the medians.</summary>
    public string Text(bool last)
    {
        var text = new StringBuilder($"{"",-24}").AppendJoin("", names.Select(name => name == own ? $"{name,10}" : $"{name,13}  ratio")).Append('\n');
        foreach (var row in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row,-24}");
            foreach (var name in names)
            {
                var rate = last ? _rates[(row, name)][^1] : Median(row, name);
                var ours = last ? _rates[(row, own)][^1] : Median(row, own);
                text.Append(name == own ? $"{rate,10:0}" : string.Create(CultureInfo.InvariantCulture, $"{rate,13:0} {ours / rate,6:0.00}"));
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private double Median(string row, string name) => _rates.TryGetValue((row, name), out var rates) ? Figures.Median(rates) : double.NaN;
}
