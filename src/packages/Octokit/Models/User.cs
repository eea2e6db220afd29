namespace Octokit;

/// <summary>Somebody with an account.</summary>
public class User : Account;
