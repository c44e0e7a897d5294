-- Who a person is at an OpenID provider.
create table identities (
  issuer text not null,
  subject text not null,
  user_id integer not null references users (id),
  created_at integer not null,
  primary key (issuer, subject)
) strict, without rowid;
create index identities_of_user on identities (user_id);
