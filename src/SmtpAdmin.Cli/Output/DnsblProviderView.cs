using SmtpAdmin.Reputation;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>A blacklist for people: on one line, or with all that is known of it.</summary>
internal static class DnsblProviderView
{
    private const int LabelWidth = 13;

    public static void WriteRow(DnsblProvider provider)
    {
        var state = provider.Retired is { } retired ? $"[red]retired {Markup.Escape(retired.Since)}[/]" : $"{provider.Severity,-13} {Access(provider)}";
        WrappedRow.Write(
            $"[bold]{Markup.Escape(provider.Name),-22}[/]",
            $"{Markup.Escape(provider.Zone),-32} [dim]{string.Join(',', provider.Subjects)}[/]{Gap(provider.Subjects, 16)} {string.Join(',', provider.Categories),-28} {state}");
    }

    public static void WriteWhole(DnsblProvider provider)
    {
        WriteRow(provider);
        Write("lists", provider.Description);
        Write("run by", provider.Operator);
        if (provider.Retired is { } retired) Write("closed", $"{retired.Since}: {retired.Note}");
        Write("access", provider.AccessNote);
        Write("with a key", provider.KeyedZone ?? "");
        foreach (var code in provider.Codes) Write(code.Code.ToString(), $"{code.Meaning}{(code.Result == DnsblCodeResult.Listed ? "" : $" ({code.Result})")}");
        if (provider is { AnyCodeLists: true, Retired: null }) Write("127.*.*.*", "any other answer lists too");
        Write("before", provider.Prerequisites);
        Write("removal", provider.DelistUrl);
        Write("policy", $"{provider.Policy}");
        foreach (var source in provider.Sources) Write("source", $"{source.Url} ({source.Date:yyyy-MM-dd}: {string.Join(", ", source.Facts)})");
    }

    /// <summary>What fills a column up, outside of the markup: there it would not count as blanks.</summary>
    private static string Gap<T>(IReadOnlyList<T> values, int width) => new(' ', Math.Max(0, width - string.Join(',', values).Length));

    private static string Access(DnsblProvider provider) => provider.Access == DnsblAccess.Open ? "" : $"[yellow]{provider.Access}[/]";

    private static void Write(string label, string text)
    {
        if (text.Length == 0) return;
        WrappedRow.Write($"  [dim]{Markup.Escape(label.PadRight(LabelWidth))}[/]", Markup.Escape(text));
    }
}
