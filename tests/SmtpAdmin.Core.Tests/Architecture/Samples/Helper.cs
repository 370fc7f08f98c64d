namespace SmtpAdmin.Core.Tests.Architecture.Samples;

internal static class Helper
{
    public static int Year() => DateTime.Now.Year;
}
