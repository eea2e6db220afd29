using System.Text;

namespace EmbeddedTemporal.Visibility;

/// <summary>The kinds of tokens of a list query.</summary>
internal enum TokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A piece of a list query; <paramref name="End"/> is where it ends, for messages.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int End)
{
    public bool Is(string keyword) => Kind is TokenKind.Word or TokenKind.Symbol && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Takes a list query apart.</summary>
internal static class ListQueryLexer
{
    /// <summary>A text as a value in a query.</summary>
    public static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public static List<Token> Read(string query)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < query.Length;)
        {
            var c = query[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var token = c switch
            {
                '\'' or '"' => Quoted(query, at, TokenKind.Text),
                '`' => Quoted(query, at, TokenKind.Word),
                '(' or ')' or ',' or '=' => new Token(TokenKind.Symbol, c.ToString(), at + 1),
                '<' or '>' or '!' => Comparison(query, at),
                _ when char.IsAsciiDigit(c) || c == '-' => While(query, at, TokenKind.Number, static x => char.IsAsciiDigit(x) || x is '.' or '-' or 'e' or 'E'),
                _ when char.IsLetter(c) || c == '_' => While(query, at, TokenKind.Word, static x => char.IsLetterOrDigit(x) || x is '_' or '.'),
                _ => throw Malformed(at + 1, c.ToString()),
            };
            tokens.Add(token);
            at = token.End;
        }

        tokens.Add(new Token(TokenKind.End, "", query.Length));
        return tokens;
    }

    /// <summary>The real service counts within the SQL statement that it makes of the query.</summary>
    public static ListQueryException Malformed(int end, string near) =>
        new($"malformed SQL query: syntax error at position {"select * from table1 where ".Length + end + 1}{(near.Length > 0 ? $" near '{near}'" : "")}");

    private static Token Comparison(string query, int at)
    {
        var length = at + 1 < query.Length && (query[at + 1] == '=' || (query[at] == '<' && query[at + 1] == '>')) ? 2 : 1;
        var text = query.Substring(at, length);
        return text == "!" ? throw Malformed(at + 1, "!") : new Token(TokenKind.Symbol, text == "<>" ? "!=" : text, at + length);
    }

    private static Token Quoted(string query, int at, TokenKind kind)
    {
        var quote = query[at];
        var text = new StringBuilder();
        for (var i = at + 1; i < query.Length; i++)
        {
            if (query[i] == '\\' && quote != '`' && i + 1 < query.Length)
            {
                _ = text.Append(query[++i]);
            }
            else if (query[i] != quote)
            {
                _ = text.Append(query[i]);
            }
            else if (i + 1 < query.Length && query[i + 1] == quote)
            {
                _ = text.Append(query[++i]);
            }
            else
            {
                return new Token(kind, text.ToString(), i + 1);
            }
        }

        throw Malformed(query.Length, query[at..]);
    }

    private static Token While(string query, int at, TokenKind kind, Func<char, bool> belongs)
    {
        var end = at + 1;
        while (end < query.Length && belongs(query[end]))
        {
            end++;
        }

        return new Token(kind, query[at..end], end);
    }
}
