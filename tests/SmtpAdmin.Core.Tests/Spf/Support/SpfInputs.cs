using System.Globalization;

namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>How many inputs the property tests of SPF take: a few thousand, or as many as <c>SMTPADMIN_SPF_INPUTS</c> says; a million is the long run.</summary>
internal static class SpfInputs
{
    public const string Variable = "SMTPADMIN_SPF_INPUTS";

    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 3000;
}
